"""Addresses: what may be listened on, and who answers there."""

import socket
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from decoy.errors import Unusable
from decoy.settings import Settings

REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where a server that listens everywhere is found


def check_port(host: str, port: int) -> None:
    """Refuse an address on which we could not listen."""
    try:
        socket.create_server((host, port), family=family(host)).close()
    except OSError as error:
        raise Unusable(
            f"Decoy cannot listen on {host}:{port} ({error.strerror}): "
            "stop what uses that address, or choose another in DECOY_BIND."
        ) from None


def free_port() -> int:
    """Find a port of the loopback address that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def family(host: str) -> socket.AddressFamily:
    """Tell IPv6 from IPv4."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def address(url: str) -> tuple[str, int]:
    """Read host and port from *url*."""
    found = urlsplit(url)
    return found.hostname or "", found.port or {"https": 443}.get(found.scheme, 80)


def authority(settings: Settings) -> str:
    """Write host and port as a URL has them."""
    return f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"


def listens(host: str, port: int) -> bool:
    """Tell whether somebody accepts connections there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def is_healthy(host: str, port: int) -> bool:
    """Tell whether the web part answers."""
    with suppress(OSError, HTTPException), closing(HTTPConnection(REACHABLE.get(host, host), port, timeout=1)) as web:
        web.request("GET", "/healthz")
        return web.getresponse().status == 200
    return False
