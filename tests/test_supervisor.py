"""The supervisor, over tiny real processes."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from decoy.errors import Unusable
from decoy.supervisor import Backoff, Part, Say, Supervisor

# Each child gets the path of the diary as its argument.
OBEDIENT = """
import pathlib, signal, sys, time
def leave(*_):
    with open(sys.argv[1], "a") as diary: diary.write("{name} stopped\\n")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
with open(sys.argv[1], "a") as diary: diary.write("{name} started\\n")
time.sleep(30)
"""
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, {on_term})
with open(sys.argv[1], "a") as diary: diary.write("%d started\\n" % os.getpid())
while True: time.sleep(30)
"""
SHORT_LIVED = """
import sys
with open(sys.argv[1], "a") as diary: diary.write("lived\\n")
sys.exit(3)
"""
PARENT = """
import os, subprocess, sys, time
orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
with open(sys.argv[1], "a") as diary: diary.write("%d started\\n" % orphan.pid)
time.sleep(30)
"""


class Diary:
    """What the children wrote down, and what the supervisor said."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []
        path.touch()

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines()

    def part(self, name: str, code: str, ready: Callable[[], bool] | None = None) -> Part:
        before = len(self.lines())
        return Part(name, [sys.executable, "-c", code, str(self.path)], ready or (lambda: len(self.lines()) > before))

    def supervise(self, *parts: Part, grace: float = 10.0, say: Say | None = None) -> Supervisor:
        return Supervisor(parts, os.environ, say or self.said.append, grace, Backoff(first=0.05, longest=0.2))


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Give the children something to write on."""
    return Diary(tmp_path / "diary")


def ask_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


def test_parts_start_in_order_and_stop_in_reverse(diary: Diary) -> None:
    """The store is there before those who need it, and still there while they stop."""
    store = diary.part("store", OBEDIENT.format(name="store"), ready=lambda: "store started" in diary.lines())
    web = diary.part("web", OBEDIENT.format(name="web"), ready=lambda: "web started" in diary.lines())
    diary.supervise(store, web).run(ready=ask_to_stop)
    assert diary.lines() == ["store started", "web started", "web stopped", "store stopped"]


def test_a_dead_part_is_started_again_after_a_growing_delay(diary: Diary) -> None:
    """A part that keeps dying is started again each time, later each time, and a plain line says so."""

    def stop_at_the_third_death(sentence: str) -> None:
        diary.said.append(sentence)
        if len(diary.said) == 3:
            ask_to_stop()

    frail = diary.part("web", SHORT_LIVED, ready=lambda: True)
    diary.supervise(frail, say=stop_at_the_third_death).run(ready=lambda: None)
    assert diary.lines() == ["lived", "lived", "lived"]
    assert diary.said[:3] == [
        f"The part 'web' ended with exit code 3; it starts again in {delay} s." for delay in ("0.05", "0.1", "0.2")
    ]


@pytest.mark.parametrize(
    ("delay", "lifetime", "expected"),
    [(0, 0.1, 1), (1, 5, 2), (2, 5, 4), (16, 5, 30), (30, 5, 30), (30, 61, 1)],
)
def test_delays_double_up_to_half_a_minute_and_a_minute_of_life_forgives(
    delay: float, lifetime: float, expected: float
) -> None:
    """The delays are 1, 2, 4 and so on to 30 seconds; a part that lived for a minute begins at 1 again."""
    assert Backoff().after(delay, lifetime) == expected


def test_a_part_that_will_not_stop_is_killed_after_the_grace(diary: Diary) -> None:
    """A part that ignores the request to end is gone when the grace is over."""
    began = time.monotonic()
    diary.supervise(diary.part("worker", STUBBORN.format(on_term="signal.SIG_IGN")), grace=0.4).run(ask_to_stop)
    assert time.monotonic() - began >= 0.4
    assert is_gone(int(diary.lines()[0].split()[0]))


def test_a_second_signal_kills_at_once(diary: Diary) -> None:
    """Whoever presses Ctrl-C twice does not wait for the grace."""
    asks_again = "lambda *_: os.kill(os.getppid(), signal.SIGINT)"
    began = time.monotonic()
    diary.supervise(diary.part("worker", STUBBORN.format(on_term=asks_again)), grace=60).run(ask_to_stop)
    assert time.monotonic() - began < 10
    assert is_gone(int(diary.lines()[0].split()[0]))


def test_what_a_part_leaves_behind_ends_with_it(diary: Diary) -> None:
    """A process that a part started, and did not end, does not outlive it."""
    diary.supervise(diary.part("web", PARENT)).run(ask_to_stop)
    orphan = int(diary.lines()[0].split()[0])
    assert eventually(lambda: is_gone(orphan))


def test_a_part_that_dies_before_it_is_ready_ends_everything(diary: Diary) -> None:
    """A part that cannot start is an error that says where to read why, and the others are stopped."""
    store = diary.part("store", OBEDIENT.format(name="store"))
    web = diary.part("web", SHORT_LIVED, ready=lambda: False)
    with pytest.raises(Unusable, match=r"'web' ended with exit code 3 before it was ready; why stands above\."):
        diary.supervise(store, web).run(ready=lambda: pytest.fail("nothing was ready"))
    assert diary.lines()[-1] == "store stopped"


def test_signals_are_given_back(diary: Diary) -> None:
    """Once the supervisor has ended, Ctrl-C means again what it meant before."""
    before = signal.getsignal(signal.SIGINT)
    diary.supervise(diary.part("web", OBEDIENT.format(name="web"))).run(ask_to_stop)
    assert signal.getsignal(signal.SIGINT) is before
