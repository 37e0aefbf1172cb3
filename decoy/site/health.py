"""Whether we are alive, and whether we are ready. Neither says anything about money."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app

from decoy.errors import Unusable
from decoy.services import Services
from decoy.store import StoreError

bp = Blueprint("health", __name__)
TEXT = "text/plain"


@bp.get("/healthz")
def alive() -> Response:
    """Say that this process is alive; touches nothing."""
    return Response("ok\n", mimetype=TEXT)


@bp.get("/readyz")
def ready() -> Response:
    """Say whether the store answers and a worker is there to send replies."""
    services: Services = current_app.extensions["decoy"]
    try:
        services.store.check()
        problem = "" if services.outbox.has_worker(datetime.now(UTC)) else "no worker"
    except (StoreError, Unusable):
        problem = "no store"
    return Response(f"{problem or 'ready'}\n", 503 if problem else 200, mimetype=TEXT)
