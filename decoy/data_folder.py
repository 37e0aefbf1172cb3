"""The data folder of one installation: who holds it, where its store listens, and what the sandbox keeps secret."""

import fcntl
import os
import secrets
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from decoy.errors import Misconfigured, Unusable

LONGEST_SOCKET_PATH = 100
SANDBOX_URL = "sandbox.url"


def socket_path(data_dir: Path) -> Path:
    """Say where the embedded server listens: beside its data, or in /tmp when that path is too long for a socket."""
    path = data_dir / "store.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.gettempdir()) / f"decoy-{sha256(str(data_dir).encode()).hexdigest()[:16]}.sock"


def sandbox_secret(data_dir: Path) -> str:
    """Read the sandbox's secret from *data_dir*, made on first use, so that the next run knows this one's data."""
    path = data_dir / "sandbox.key"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=data_dir) as made:  # readable by its owner only
            made.write(secrets.token_hex(32))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, path)  # whole or not at all, and whoever is first
    except OSError as error:
        raise Misconfigured(
            [f"The data folder {data_dir} cannot be written ({error.strerror}): choose another in DECOY_DATA_DIR."]
        ) from None
    return path.read_text()


def sandbox_url(data_dir: Path) -> str:
    """Read where the simulated provider of this installation was found last; "" if it never ran here."""
    path = data_dir / SANDBOX_URL
    return path.read_text() if path.is_file() else ""


def keep_sandbox_url(data_dir: Path, url: str) -> None:
    """Write down where the simulated provider is found, for commands typed in another terminal."""
    with suppress(OSError):  # the sandbox runs without a folder, too, when its store is elsewhere
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / SANDBOX_URL).write_text(url)


def claim(data_dir: Path) -> int:
    """Lock the data folder and give the descriptor that holds it; `Unusable` when another holds it already."""
    lock = data_dir / "lock"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Unusable(
            f"The data folder {data_dir} is in use by another Decoy (process {lock.read_text().strip()}): "
            "stop that one, or choose another folder in DECOY_DATA_DIR."
        ) from None
    except OSError as error:
        raise Unusable(
            f"The data folder {data_dir} cannot be written ({error.strerror}): choose another in DECOY_DATA_DIR."
        ) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
