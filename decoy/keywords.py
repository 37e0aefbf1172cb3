"""STOP and its kin: the one-word texts that ask us to keep quiet, or to speak again. Pure."""

import unicodedata

from decoy.messages import Keyword

# Twilio's own words, then French and Dutch ones; written without accents, in lower case.
STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out", "opt-out"}
    | {"arret", "arrete", "arretez", "arreter", "arrets", "arrett", "desabonner", "desabonnement", "desinscrire"}
    | {"desinscription", "desinscrivez", "annuler", "stoppez", "stopper", "stop sms"}
    | {"stoppen", "uit", "afmelden", "uitschrijven", "annuleren", "stopzetten"}
)
START = frozenset({"start", "unstop", "reprendre", "reprise", "hervat", "hervatten", "aanmelden"})
POLITE = frozenset({"svp", "stp", "merci", "please", "thanks", "aub", "dank", "bedankt", "sms"})


def read(text: str) -> Keyword | None:
    """Read *text* as a keyword: however it is dressed up, said twice or said politely, with nothing else in it."""
    words = _plain(text).split()
    plain = " ".join(words)
    if plain in STOP or _all_in(STOP, words):
        return Keyword.STOP
    return Keyword.START if _all_in(START, words) else None


def _all_in(keywords: frozenset[str], words: list[str]) -> bool:
    meant = [word for word in words if word not in POLITE]
    return bool(meant) and all(word in keywords for word in meant)


def _plain(text: str) -> str:
    """Keep the letters, without accents and in lower case; everything else separates words."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() or letter == "-" else " " for letter in letters).replace(" -", " ")
