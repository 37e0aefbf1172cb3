"""The supervisor: keeps the parts of one installation alive, and stops them in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from decoy.errors import Unusable

GRACE = 10.0  # seconds a part gets to finish what it does
PULSE = 0.1  # seconds between two looks at the parts
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # from linux/prctl.h

Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One process to keep alive; *ready* tells when the parts after it may start, *log* where its last words are."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] = lambda: True
    log: str = "above"


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the supervisor is killed, so that no part outlives it and keeps the port."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(frozen=True)
class Backoff:
    """How long a dead part waits, in seconds: *first*, then twice as long each time; anew after a *steady* life."""

    first: float = 1.0
    longest: float = 30.0
    steady: float = 60.0

    def after(self, delay: float, lifetime: float) -> float:
        """Give the next delay after a *lifetime* that followed the last *delay* (0: there was none)."""
        return self.first if not delay or lifetime >= self.steady else min(delay * 2, self.longest)


class Child:
    """The process of one part, in a session of its own so that Ctrl-C reaches only the supervisor."""

    def __init__(self, part: Part, environ: Mapping[str, str], backoff: Backoff) -> None:
        self.part = part
        self._environ = environ
        self._backoff = backoff
        self._process: subprocess.Popen[bytes] | None = None
        self._delay = 0.0
        self._started = 0.0
        self._due: float | None = None

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            self.part.command, env=self._environ, start_new_session=True, preexec_fn=_die_with_parent
        )
        self._started, self._due = time.monotonic(), None

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def how_it_ended(self) -> str:
        """Say in words how the dead process ended."""
        code = self._process.returncode if self._process else None
        return f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"

    def revive(self, say: Say) -> None:
        """Start a dead process again once its time has come; the time grows from death to death."""
        now = time.monotonic()
        if self._due is None:
            self._kill_group()
            self._delay = self._backoff.after(self._delay, now - self._started)
            self._due = now + self._delay
            say(f"The part '{self.part.name}' ended {self.how_it_ended()}; it starts again in {self._delay:g} s.")
        elif now >= self._due:
            self.start()

    def stop(self, grace: float, hurried: Callable[[], bool]) -> None:
        """Ask the process to end, and kill it and what it leaves behind after *grace* seconds or when *hurried*."""
        if self._process is None:
            return
        if self.alive():
            self._process.terminate()
        deadline = time.monotonic() + grace
        while self.alive() and time.monotonic() < deadline and not hurried():
            time.sleep(PULSE / 2)
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):  # nobody left, as Linux and macOS say it
                os.killpg(self._process.pid, signal.SIGKILL)


class Supervisor:
    """
    Starts *parts* in order, starts again what dies, and stops them in reverse order on a signal.

    A part that ends before it was ever ready would never be: that is `Unusable`. A second signal kills at once.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        environ: Mapping[str, str],
        say: Say,
        grace: float = GRACE,
        backoff: Backoff = Backoff(),
    ) -> None:
        self._children = [Child(part, environ, backoff) for part in parts]
        self._say = say
        self._grace = grace
        self._signals = 0

    def run(self, ready: Callable[[], None]) -> None:
        """Keep the parts alive until a signal comes; call *ready* once all are up."""
        with self._listening():
            try:
                self._start(ready)
                self._watch()
            finally:
                self._stop()

    def _start(self, ready: Callable[[], None]) -> None:
        for child in self._children:
            if self._signals:
                return
            child.start()
            self._await(child)
        if not self._signals:
            ready()

    def _await(self, child: Child) -> None:
        while not self._signals and not child.part.ready():
            if not child.alive():
                raise Unusable(
                    f"The part '{child.part.name}' ended {child.how_it_ended()} before it was ready; "
                    f"why stands {child.part.log}."
                )
            time.sleep(PULSE)

    def _watch(self) -> None:
        while not self._signals:
            for child in self._children:
                if not child.alive():
                    child.revive(self._say)
            time.sleep(PULSE)

    def _stop(self) -> None:
        if self._signals:
            self._say("Stopping. Once more stops at once.")
        for child in reversed(self._children):
            child.stop(self._grace, hurried=lambda: self._signals > 1)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        before = {number: signal.getsignal(number) for number in STOPS}
        for number in STOPS:
            if number != signal.SIGHUP or before[number] != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._note)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
