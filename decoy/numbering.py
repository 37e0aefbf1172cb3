"""
What the numbering plans say that `phonenumbers` does not: our own small prefix tables.

Sources: the sentinels are what Twilio reports when a caller ID is withheld; ARCEP decision 2022-1583 for the
French platform and telemarketing numbers; the national plans for the ranges reserved for fiction.
"""

# Keypad spellings of ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN (two spellings circulate), UNAVAILABLE, NO CALLER ID.
# Some begin like Lesotho, Russia, Uganda, Laos or China, so they are looked up before anything is parsed.
SENTINELS = frozenset(
    {"266696687", "7378742833", "7378742883", "2562533", "8566696", "8656696", "86282452253", "464"}
)

HIDDEN_WORDS = frozenset(
    {"", "anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld", "hidden"}
    | {"no caller id", "nocallerid", "null", "none", "+"}
)

# Numbers that machines use: verified platforms (09 37 to 09 39), telemarketing, overseas telemarketing, machine
# to machine. They answer no text, or answer it with another machine.
PLATFORM_PREFIXES = (
    *("+33937", "+33938", "+33939"),
    *("+33162", "+33163", "+33270", "+33271", "+33377", "+33378", "+33424", "+33425", "+33568", "+33569"),
    *("+33948", "+33949", "+339475", "+339476", "+339477", "+339478", "+339479"),
    *("+33700", "+3277"),
)

# Reserved for fiction and tests: nobody has them.
RESERVED_MOBILES = ("+3363998", "+447700900")
RESERVED_PREFIXES = (*RESERVED_MOBILES, "+3319900", "+3326191", "+3335301", "+3346571", "+3353649")


BLOCK = 3  # digits: numbers are allotted to operators, and taken by raids, in blocks of 1,000


def range_of(number: str) -> str:
    """Give the prefix that an E.164 *number* shares with its block of 1,000."""
    return number[:-BLOCK]


def is_hidden(caller: str) -> bool:
    """Tell whether *caller*, as the provider gave it, stands for a withheld number."""
    word = caller.strip().lower()
    return word in HIDDEN_WORDS or word.removeprefix("+") in SENTINELS


def is_platform(number: str) -> bool:
    """Tell whether the E.164 *number* belongs to a machine."""
    return number.startswith(PLATFORM_PREFIXES)


def is_reserved(number: str) -> bool:
    """Tell whether the E.164 *number* is reserved for fiction."""
    return number.startswith(RESERVED_PREFIXES) or (number.startswith("+1") and number[5:10] == "55501")


def is_reserved_mobile(number: str) -> bool:
    """Tell whether the E.164 *number* is a mobile number reserved for fiction."""
    return number.startswith(RESERVED_MOBILES)
