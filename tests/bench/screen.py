"""How long the spam screen takes, for ordinary texts and for those that are made to take long."""

from statistics import median
from time import perf_counter

from decoy.spam import screen
from tests import screened
from tests.bench.stage import table

ROUNDS = 5
FILES = ("personal", "unseen_personal", "spam", "unseen_spam")
WORST = {
    "10,000 letters": "a" * 10_000,
    "10,000 dots": "." * 10_000,
    "hosts without end": "a." * 5_000,
    "numbers": "1 " * 5_000,
    "brackets": "[(" * 5_000,
    "words of many phrases": "votre code de la carte " * 500,
    "letters spaced out": "a b " * 2_500,
    "other alphabets": "ж" * 10_000,
    "ligatures": "\ufdfa" * 10_000,
    "surrogates": "\ud800" * 10_000,
}


def micros(text: str) -> float:
    """Screen *text* a few times, and give the best time in microseconds."""
    times = []
    for _ in range(ROUNDS):
        since = perf_counter()
        screen(text)
        times.append(perf_counter() - since)
    return min(times) * 1_000_000


def report() -> None:
    """Measure, and print what came of it; the last column compares with the median of personal texts."""
    found = {name: sorted(micros(text) for _, text in screened.read(name)) for name in FILES}
    usual = median(found["personal"])
    rows = [_row(name, times, usual) for name, times in found.items()]
    rows += [_row(name, [micros(text)], usual) for name, text in WORST.items()]
    table("Spam screen: microseconds a text", ["texts", "median", "longest", "median/usual"], rows)


def _row(name: str, times: list[float], usual: float) -> list[str]:
    middle = median(times)
    return [name, f"{middle:.0f}", f"{max(times):.0f}", f"{middle / usual:.1f}"]
