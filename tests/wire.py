"""The wire between Twilio and a line, both ways."""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.numbers import DECOY, HIM

PUBLIC_URL = "https://decoy.example.org"
SMS = "/twilio/sms"
TEXT = {"MessageSid": "SM1", "From": HIM, "To": DECOY, "Body": "hey", "NumSegments": "1"}


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """Sign as Twilio publishes it: the URL, then each name with its value in the order of the names; HMAC-SHA1."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def posting_to(app: Flask) -> Any:
    """Give the way Twilio posts to *app*: without a network, and byte for byte what it would send."""

    def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        answer = app.test_client().post(url, data=dict(form), headers=dict(headers))
        return answer.status_code, answer.get_data(as_text=True)

    return post


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve *app* on a free loopback port and give its base URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(WSGIRequestHandler):
    """A server that keeps what it serves to itself."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""
