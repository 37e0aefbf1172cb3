"""Texts for the spam screen, all invented, by class: files of `tests/texts/`, and those that no file can show."""

from pathlib import Path

FOLDER = Path(__file__).parent / "texts"

DISGUISED = [
    "V\u200botre c\u043elis est en \u0430ttente, r\u00e9glez les fr\u0430is de p\u043ert : https://livr-colis.example.com",
    "V o t r e  c o l i s  est en attente. Cliquez https://is.gd/abc",
    "Votre c0mpte est suspendu, cliquez ici http://192.0.2.7/login",
    "Confirmez votre compte : https://instagram.com@verif-compte.example.top",
    "Votre compte sera bloqué, vérifiez : https://www.ameli.fr.verif.example.com",
    "\U0001d415\U0001d428\U0001d42d\U0001d42b\U0001d41e colis est retenu, payez https://xn--livrison-e1a.example.com",
    "Ｖｏｔｒｅ ｃｏｌｉｓ est bloqué à la douane. Ｐａｙｅｚ : https://is.gd/abc",
    "Votre colis est en attente, suivez-le : colis-info[.]example[.]com/a",
]
NOTHING_MUCH = ["", " ", "ok", "?", "😂😂😂", "👍", "salut", "test", "1", "non", "A" * 300, "…"]


def read(name: str) -> list[tuple[str, str]]:
    """Read one file of texts as pairs of class and text."""
    found, kind = [], ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line:
            found.append((kind, line))
    return found
