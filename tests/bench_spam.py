"""How long the spam screen takes: `python -m tests.bench_spam`. No test, because machines differ."""

from time import perf_counter

import click

from decoy.spam import screen
from tests import screened

ROUNDS = 5
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


def main() -> None:
    """Say how long ordinary texts take, and how long those that are made to take long."""
    for name in ("spam", "personal", "unseen_spam", "unseen_personal"):
        times = sorted(micros(text) for _, text in screened.read(name))
        click.echo(f"{name}: median {times[len(times) // 2]:.0f} us, longest {times[-1]:.0f} us")
    for name, text in WORST.items():
        click.echo(f"{name}: {micros(text):.0f} us")


if __name__ == "__main__":
    main()
