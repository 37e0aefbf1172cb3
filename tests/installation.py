"""A whole installation as real processes, driven from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from redis import Redis

from decoy.cli.addresses import free_port
from decoy.data_folder import socket_path
from decoy.settings import SANDBOX_DATABASE


class Decoy:
    """One installation in a folder of its own, driven from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.output = folder / "output"
        self.port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "DECOY_DATA_DIR": str(self.data),
            "DECOY_BIND": f"127.0.0.1:{self.port}",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, command: str = "up") -> None:
        """Start `decoy *command*` in the background."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "decoy", command],
                cwd=self.folder, env=self.environ, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def run_up(self) -> None:
        """Start everything, and wait until it says that it is up."""
        self.start()
        assert eventually(lambda: "Ctrl-C stops everything." in self.said() or not self.runs()), self.said()
        assert self.runs(), self.said()

    def refuses(self, command: str = "up") -> subprocess.CompletedProcess[str]:
        """Run `decoy *command*`, which ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "decoy", command],
            cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=20,
        )  # fmt: skip

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal to the processes that a terminal would reach, and give the supervisor's exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, number)
        return self.process.wait(timeout=20)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        return self.output.read_text()

    def processes(self) -> dict[int, str]:
        """Find what runs here: id -> command line. The store hides its environment, but not its title."""
        mark, title = f"DECOY_DATA_DIR={self.data}".encode(), str(socket_path(self.data))
        return {pid: line for pid, environ, line in all_processes() if mark in environ.split(b"\0") or title in line}

    def part(self, name: str) -> int:
        """Find the first process of the part whose command line contains *name*."""
        return min(pid for pid, line in self.processes().items() if name in line)

    def redis(self, decode_responses: bool = True) -> Redis:
        """Reach into the sandbox's database of the embedded store."""
        path = str(socket_path(self.data))
        return Redis(unix_socket_path=path, db=SANDBOX_DATABASE, decode_responses=decode_responses)

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut does."""
        while processes := self.processes():
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self.process is not None:
                self.process.wait(timeout=10)


def all_processes() -> Iterator[tuple[int, bytes, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ, line = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        yield int(folder.name), environ, line.replace(b"\0", b" ").decode()


def eventually(holds: Callable[[], object], patience: float = 30) -> bool:
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
