"""The one module that knows all: wires the services and the doors."""

import os

from flask import Flask
from rq import Queue

from decoy import channels, logs, settings, webhooks
from decoy.alerts import Alerts
from decoy.bill import Bill
from decoy.blocks import Blocks
from decoy.callers import Callers
from decoy.corrections import Corrections
from decoy.costs import Budget
from decoy.delivery import Delivery
from decoy.forgetting import Forgetting
from decoy.intake import Intake
from decoy.ladder import Ladder
from decoy.ledger import Ledger
from decoy.outbox import LONGEST_JOB, QUEUE, Outbox
from decoy.patience import Patience
from decoy.pauses import Pauses
from decoy.prices import Prices
from decoy.provider import Provider, Signatures
from decoy.ratelimit import Limiter
from decoy.recordings import Recordings
from decoy.services import Services
from decoy.settings import CONFIG, Settings
from decoy.site import health, public, sandbox
from decoy.store import Store
from decoy.sweep import Sweep
from decoy.tariffs import Tariffs
from decoy.watch import Watch
from decoy.wording import Wording

LARGEST_BODY = 64 * 1024  # bytes; Twilio's webhooks have a few thousand


def connect(settings: Settings) -> Services:
    """Wire everything to the store and the provider that *settings* name. Opens no connection yet."""
    policy, keyring, store = settings.policy, settings.keyring, Store(settings.redis_url)
    callers, ledger, blocks, pauses = _callers(settings), Ledger(store), Blocks(store), Pauses(store)
    limiter, outbox = Limiter(store, policy.limits), Outbox(store, policy.limits.replies_per_caller)
    budget, provider = Budget(store, policy.budget), _provider(settings)
    prices = Prices(store, policy, Tariffs(provider.read, policy.budget.currency))
    wording = Wording(store, settings.words)
    delivery = Delivery(policy, wording, keyring, blocks, pauses, budget, outbox, provider, prices)
    ladder, alerts = Ladder(policy, wording, pauses, budget, prices), _alerts(settings, store)
    return Services(
        settings=settings,
        store=store,
        callers=callers,
        signatures=Signatures(settings.tokens, settings.public_url),
        ledger=ledger,
        blocks=blocks,
        limiter=limiter,
        pauses=pauses,
        outbox=outbox,
        budget=budget,
        prices=prices,
        ladder=ladder,
        recordings=Recordings(store, CONFIG / "recordings"),
        wording=wording,
        intake=Intake(policy, keyring, callers, ledger, blocks, limiter, outbox, budget, prices),
        delivery=delivery,
        forgetting=Forgetting(store, outbox, limiter, blocks, ledger),
        sweep=Sweep(outbox, budget, pauses, delivery, policy.replies.resume_batch),
        bill=Bill(policy, budget, Corrections(store), prices, provider),
        alerts=alerts,
        watch=Watch(policy, budget, pauses, ladder, alerts),
        patience=Patience(),
    )


def _callers(settings: Settings) -> Callers:
    """Tell callers apart; in the sandbox, reserved numbers are somebody's."""
    policy = settings.policy
    ours = frozenset(number for ours in policy.numbers for number in (ours.number, ours.sender))
    return Callers(settings.keyring, policy.callers.countries, ours, reserved_are_mobile=settings.sandbox)


def _alerts(settings: Settings, store: Store) -> Alerts:
    queue = Queue(QUEUE, connection=store.binary, default_timeout=LONGEST_JOB)
    return Alerts(store, queue, channels.opened(settings.alert_urls), settings.policy, settings.public_url)


def _provider(settings: Settings) -> Provider:
    credentials = settings.api_key or (settings.account, settings.tokens[0])
    validity = settings.policy.replies.validity_seconds
    return Provider(settings.account, credentials, settings.api_url, settings.public_url, validity)


def create_app(told: Settings | None = None) -> Flask:
    """Build the web application; without *told*, from the environment, as gunicorn and the worker do."""
    told = told or settings.load(os.environ)
    logs.configure()
    app = Flask("decoy", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=200, SECRET_KEY=told.keyring.derive("cookies"))
    app.extensions["decoy"] = connect(told)
    app.register_blueprint(webhooks.bp)
    app.register_blueprint(public.bp)
    app.register_blueprint(health.bp)
    if told.sandbox:
        app.register_blueprint(sandbox.bp)
    return app
