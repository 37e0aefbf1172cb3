"""The sandbox's Twilio over HTTP: its REST API, and a control API for the phone on the web page. Loopback only."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from decoy.simulator.faults import Dropped
from decoy.simulator.message import API_VERSION, Answer, error
from decoy.simulator.twilio import Call, FakeTwilio

LOOPBACK = ("127.0.0.1", "::1", "localhost")
HEARTBEAT = 0.5  # seconds between two looks at what is on its way
STOP_CHECK = 0.05  # seconds until the server sees that it was told to stop
GATEWAY_PAGE = "<html><body><h1>The server had a problem</h1></body></html>"

rest = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")
pricing = Blueprint("pricing", __name__)
services = Blueprint("services", __name__, url_prefix="/v1/Services")
control = Blueprint("control", __name__, url_prefix="/handset")


def create_app(fake: FakeTwilio) -> Flask:
    """Wire *fake* to its addresses."""
    app = Flask("decoy.simulator", static_folder=None)
    app.extensions["fake"] = fake
    app.before_request(require_account)
    app.register_blueprint(rest)
    app.register_blueprint(pricing)
    app.register_blueprint(services)
    app.register_blueprint(control)
    app.register_error_handler(HTTPException, lambda wrong: respond(error(wrong.code or 500, 20404)))
    app.register_error_handler(Dropped, drop_connection)
    return app


@contextmanager
def running(fake: FakeTwilio, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve *fake* in the background and give its base URL; port 0 takes a free one. OSError if the port is taken."""
    if host not in LOOPBACK:
        raise ValueError(f"the sandbox's Twilio listens on loopback only, not on {host}: use 127.0.0.1")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener, _beating(fake):
        server = make_server(
            host, port, create_app(fake), threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )
        serving = Thread(target=server.serve_forever, args=[STOP_CHECK], name="fake-twilio", daemon=True)
        serving.start()
        name = f"[{host}]" if ":" in host else host
        try:
            yield f"http://{name}:{listener.getsockname()[1]}"
        finally:
            server.shutdown()
            server.server_close()
            serving.join()


def serve(fake: FakeTwilio, host: str, port: int) -> None:
    """Serve *fake* until the process is told to end."""
    with running(fake, host, port):
        Event().wait()


def require_account() -> ResponseReturnValue | None:
    """Refuse who does not know the account's sid and token."""
    fake, given = the_fake(), request.authorization
    if given is None or (given.username, given.password) != (fake.account, fake.token):
        return respond(error(401, 20003))
    if (request.view_args or {}).pop("account", fake.account) != fake.account:
        return respond(error(404, 20404))
    return None


@rest.post("/Messages.json")
def create_message() -> ResponseReturnValue:
    """Take a message."""
    return respond(the_fake().create_message(request.form.to_dict()))


@rest.get("/Messages.json")
def list_messages() -> ResponseReturnValue:
    """List messages."""
    return respond(the_fake().list_messages(request.args.to_dict()))


@rest.get("/Messages/<sid>.json")
def fetch_message(sid: str) -> ResponseReturnValue:
    """Show a message."""
    return respond(the_fake().fetch_message(sid))


@rest.get("/IncomingPhoneNumbers.json")
def list_numbers() -> ResponseReturnValue:
    """List the account's numbers."""
    return respond(the_fake().numbers.list(request.args.to_dict()))


@rest.get("/IncomingPhoneNumbers/<sid>.json")
def fetch_number(sid: str) -> ResponseReturnValue:
    """Show a number."""
    return respond(the_fake().numbers.fetch(sid))


@rest.post("/IncomingPhoneNumbers/<sid>.json")
def update_number(sid: str) -> ResponseReturnValue:
    """Change the webhooks of a number."""
    return respond(the_fake().numbers.update(sid, request.form.to_dict()))


@services.get("")
def list_services() -> ResponseReturnValue:
    """List the Messaging Services."""
    return respond(the_fake().numbers.services())


@services.get("/<sid>/PhoneNumbers")
def list_numbers_of_service(sid: str) -> ResponseReturnValue:
    """List the numbers of a Messaging Service."""
    return respond(the_fake().numbers.of_service(sid, request.args.get("Page", 0, int)))


@rest.get("/Balance.json")
def balance() -> ResponseReturnValue:
    """Show the balance."""
    return respond(the_fake().balance())


@rest.get("/Usage/Records.json", defaults={"daily": False})
@rest.get("/Usage/Records/Daily.json", defaults={"daily": True})
def usage_records(daily: bool) -> ResponseReturnValue:
    """Show what was used."""
    return respond(the_fake().usage(request.args.to_dict(), daily))


@pricing.get("/v1/Messaging/Countries/<country>", defaults={"product": "messaging"})
@pricing.get("/v2/Voice/Countries/<country>", defaults={"product": "voice"})
@pricing.get("/v1/PhoneNumbers/Countries/<country>", defaults={"product": "numbers"})
def price_list(product: str, country: str) -> ResponseReturnValue:
    """Show what one product costs in one country."""
    return respond(the_fake().price_list(product, country))


@control.post("/text")
def text() -> ResponseReturnValue:
    """Text a decoy number from a handset."""
    form = request.form
    exchange = the_fake().text(form["caller"], form["number"], form["body"], form.get("sid") or None)
    return jsonify(exchange.as_json())


@control.post("/call")
def call() -> ResponseReturnValue:
    """Call a decoy number from a handset."""
    return jsonify(the_fake().call(request.form["caller"], request.form["number"]).as_json())


@control.post("/hang-up")
def hang_up() -> ResponseReturnValue:
    """End a call."""
    try:
        return jsonify(the_fake().hang_up(request.form["sid"], int(request.form["seconds"])).as_json())
    except (KeyError, ValueError):
        return respond(error(404, 20404))


@control.get("/<number>")
def handset(number: str) -> ResponseReturnValue:
    """Show what a handset sent and got, and the webhooks it caused, all oldest first."""
    fake = the_fake()
    return jsonify(
        texts=[message.resource(fake.account, fake.currency) for message in fake.messages_of(number)],
        calls=[describe(one) for one in fake.calls_of(number)],
        exchanges=[exchange.as_json() for exchange in fake.exchanges_of(number)],
    )


def describe(call: Call) -> dict[str, Any]:
    """Give a call in types that JSON has."""
    return {
        "sid": call.sid,
        "to": call.form["To"],
        "started_at": call.started_at.isoformat(),
        "verb": call.heard.verb,
        "content": call.heard.content,
        "rings": call.heard.rings,
        "status": call.status,
        "seconds": call.seconds,
    }


def the_fake() -> FakeTwilio:
    """Find the Twilio this app plays."""
    fake: FakeTwilio = current_app.extensions["fake"]
    return fake


def respond(answer: Answer) -> ResponseReturnValue:
    """Turn an answer into HTTP; one without a body came from a machine on the way, which speaks HTML."""
    status, body = answer
    return (jsonify(body) if body else GATEWAY_PAGE), status


def drop_connection(_: Dropped) -> Response:
    """Close the socket under the response, so that the client reads an end where an answer should be."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


@contextmanager
def _beating(fake: FakeTwilio) -> Iterator[None]:
    """Let messages travel while the block runs."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(HEARTBEAT):
            fake.advance()

    heart = Thread(target=beat, name="fake-carrier", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


class _Quiet(WSGIRequestHandler):
    """Logs nothing: the addresses it serves name phone numbers."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""
