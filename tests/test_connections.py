"""Connections that fail: what is known of the text, and what is not."""

import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from decoy.errors import NotSent, Unconfirmed
from tests.numbers import DECOY, HIM
from tests.scripted import ACCOUNT, TEXT, Scripted, provider_at
from tests.world import Line


def test_connection_refused() -> None:
    """Where no connection was made, nothing was sent."""
    with Scripted().served() as url:
        closed = url
    with pytest.raises(NotSent):
        provider_at(closed).send("r1", DECOY, HIM, TEXT)


@pytest.mark.parametrize("created", [True, False])
def test_dropped_connection(line: Line, created: bool) -> None:
    """A connection that broke says nothing about whether the text was sent."""
    line.twilio.drop_next(created)
    with pytest.raises(Unconfirmed):
        line.services.delivery.provider.send("r1", DECOY, HIM, TEXT)
    assert len(line.twilio.messages_of(HIM)) == created


def test_secure_connection_that_breaks(tmp_path: Path) -> None:
    """A secure connection that breaks after the request was read says nothing about whether the text was sent."""
    with tls_that_breaks(tmp_path) as (url, requests_read):
        script = (
            "from decoy.provider import Provider\n"
            "try:\n"
            f"    Provider('{ACCOUNT}', ('a', 'b'), '{url}', 'https://x', 60).send('r1', '{DECOY}', '{HIM}', 'x')\n"
            "except Exception as error:\n"
            "    print(type(error).__name__)\n"
        )
        trusting = {**os.environ, "REQUESTS_CA_BUNDLE": str(tmp_path / "certificate.pem")}
        ran = subprocess.run([sys.executable, "-c", script], env=trusting, capture_output=True, text=True, check=True)
    assert requests_read == [1]
    assert ran.stdout == "Unconfirmed\n"


@contextmanager
def tls_that_breaks(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Serve one secure request: read it, then write what is no TLS, as a broken proxy does."""
    write_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    read: list[int] = []

    def serve_one() -> None:
        plain, _ = server.accept()
        below = plain.dup()
        with context.wrap_socket(plain, server_side=True) as secure, below:
            read.append(secure.recv(65536).count(b"POST"))
            below.sendall(b"HTTP/1.1 502 Bad gateway\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving_one = Thread(target=serve_one)
        serving_one.start()
        yield f"https://localhost:{server.getsockname()[1]}", read
        serving_one.join()


def write_certificate(folder: Path) -> None:
    """Write a certificate for localhost, signed by itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate = builder.add_extension(x509.BasicConstraints(True, None), critical=True).sign(key, SHA256())
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
