"""
The contact she saves or hands on: one name, one number, and nothing that tells where it comes from.

vCard 3.0 (RFC 2426, folded as RFC 2425 has it), the one version that all phones read: iPhones refuse 2.1, and the
contacts of many Android phones refuse 4.0 (GrapheneOS issue 977, DivestOS-Build issue 202).
"""

import re
from collections.abc import Iterator
from unicodedata import category, normalize

LONGEST_NAME = 40  # characters
LONGEST_LINE = 75  # octets, before CRLF
CONTENT_TYPE = "text/vcard; charset=utf-8"
ALSO_IN_NAMES = " '’.,()-"
ESCAPED = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}


def check_name(typed: str) -> str:
    """Give a name as it is written on cards; `ValueError` says what is wrong with what was *typed*."""
    name = re.sub(r"\s+", " ", normalize("NFC", typed)).strip()
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} characters")
    if not all(sign in ALSO_IN_NAMES or category(sign)[0] in "LM" or sign in "0123456789" for sign in name):
        raise ValueError("a name has letters, digits, spaces and ' . , ( ) - only")
    return name


def write(name: str, number: str) -> str:
    """Write *name* and the E.164 *number* as a vCard. The name is given as a first name: it stands alone."""
    given = escape(name)
    lines = (
        *("BEGIN:VCARD", "VERSION:3.0"),
        *(f"N:;{given};;;", f"FN:{given}"),
        *(f"TEL;TYPE=CELL:{number}", "END:VCARD"),
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def escape(text: str) -> str:
    """Write *text* so that it stays one value; every kind of line end becomes the one that vCards have."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ESCAPED.get(sign, sign) for sign in lines)


def fold(line: str) -> Iterator[str]:
    """Fold a line at 75 octets, never within a character: the lines that follow begin with a space."""
    folded, room = "", LONGEST_LINE
    for sign in line:
        octets = len(sign.encode())
        if octets > room:
            yield folded
            folded, room = " ", LONGEST_LINE - 1
        folded, room = folded + sign, room - octets
    yield folded
