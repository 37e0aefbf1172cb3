"""How long the walks take, and how many commands the store runs for them, scripts' own included."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from decoy.messages import InboundCall, InboundMessage
from tests.bench.stage import table, timed
from tests.numbers import DECOY
from tests.world import Line

TIMES = 200
Figures = tuple[float, float]  # milliseconds, and commands that the store ran


def measure(line: Line) -> dict[str, Figures]:
    """Take each step a few times, with another caller each time."""
    steps = {"a text comes in": _text, "a call comes in": _call, "the line's standing": _stand, "the sweep": _sweep}
    return {name: _measured(line, step) for name, step in steps.items()}


def report(new: dict[str, Figures], old: dict[str, Figures], entries: int) -> None:
    """Print what came of it."""
    rows = [
        [name, f"{new[name][0]:.2f}", f"{late:.2f}", f"{late / new[name][0]:.2f}", f"{commands:.1f}"]
        for name, (late, commands) in old.items()
    ]
    title = f"Walks: milliseconds on a new line, and with {entries:,} ledger entries"
    table(title, ["step", "new", "old", "old/new", "store commands"], rows)


def _measured(line: Line, step: Callable[[Line, int], object]) -> Figures:
    redis = line.services.store.redis
    before = redis.info("stats")["total_commands_processed"]
    took = timed(lambda turn: step(line, turn), TIMES)
    commands = redis.info("stats")["total_commands_processed"] - before
    return took, commands / TIMES


def _text(line: Line, turn: int) -> None:
    message = InboundMessage(f"SM{uuid4().hex}", DECOY, 1, _caller(turn), "hey", None)
    line.services.intake.receive(message, datetime.now(UTC))


def _call(line: Line, turn: int) -> None:
    line.services.intake.answer(InboundCall(f"CA{uuid4().hex}", DECOY, _caller(turn)), datetime.now(UTC))


def _stand(line: Line, turn: int) -> None:
    line.services.ladder.stand(datetime.now(UTC))


def _sweep(line: Line, turn: int) -> None:
    line.services.sweep.run(datetime.now(UTC))


def _caller(turn: int) -> str:
    return f"+3363998{9999 - turn}"
