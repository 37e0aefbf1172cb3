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


def read(text: str) -> Keyword | None:
    """Read *text* as a keyword: with or without accents, capitals, quotes or a full stop; nothing else in it."""
    word = " ".join(_plain(text).split())
    if word in STOP:
        return Keyword.STOP
    return Keyword.START if word in START else None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return letters.strip(" \t\r\n\u200b.,;:!?\"'«»“”‘’()[]")
