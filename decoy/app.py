"""The one module that knows all: wires the services and the doors."""

import os
import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from rq import Queue

from decoy import channels, logs, settings, webhooks
from decoy.alerts import Alerts
from decoy.attempts import Attempts
from decoy.audit import Audit
from decoy.balances import Balances
from decoy.bill import Bill
from decoy.blocks import Blocks
from decoy.callers import Callers
from decoy.closure import Closure
from decoy.corrections import Corrections
from decoy.costs import Budget
from decoy.delivery import Delivery
from decoy.evidence import Evidence
from decoy.footing import Footing
from decoy.forgetting import Forgetting
from decoy.greetings import Greetings
from decoy.horizon import Horizon
from decoy.intake import Intake
from decoy.journal import Journal
from decoy.ladder import Ladder
from decoy.ledger import Ledger
from decoy.lookout import Lookout
from decoy.months import Months
from decoy.notice import Notices
from decoy.operators import Operators
from decoy.outbox import LONGEST_JOB, QUEUE, Outbox
from decoy.passwords import Passwords
from decoy.patience import Patience
from decoy.pauses import Pauses
from decoy.postage import Postage
from decoy.prices import Prices
from decoy.prospect import Prospect
from decoy.provider import Provider, Signatures
from decoy.pulse import Pulse
from decoy.raids import Raids
from decoy.ratelimit import Limiter
from decoy.recall import Recall
from decoy.recordings import Recordings
from decoy.roster import Roster
from decoy.services import Edge, Owners, Services
from decoy.sessions import Sessions
from decoy.settings import CONFIG, Settings
from decoy.site import accounts, dashboard, health, language, public, sandbox, stop
from decoy.stationing import Stationing
from decoy.stop_links import StopLinks
from decoy.store import Store
from decoy.sweep import Sweep
from decoy.tally import Tally
from decoy.tariffs import Tariffs
from decoy.tongue import Tongue, chosen
from decoy.waiting import Waiting
from decoy.wakeups import Wakeups
from decoy.watch import Watch
from decoy.waves import Waves
from decoy.wording import Wording

LARGEST_BODY = 64 * 1024  # bytes; Twilio's webhooks have a few thousand


def connect(settings: Settings, edge: Edge | None = None) -> Services:
    """Wire everything to the store and the provider that *settings* name, or *edge*. Opens no connection yet."""
    of, policy = _owners(settings, edge), settings.policy
    callers = _callers(settings)
    ladder = Ladder(of.store, policy, of.wording, of.pauses, of.budget, of.prices, Footing(of.store), of.raids)
    delivery, recall = _delivery(of, ladder), Recall(of.outbox)
    return Services(
        **vars(of),
        callers=callers,
        ladder=ladder,
        closure=Closure(policy, of.store, of.pauses, of.provider.numbers, settings.public_url),
        intake=_intake(of, callers, ladder, edge.jitter if edge else secrets.randbelow),
        greetings=Greetings(of.recordings, settings.words, settings.public_url),
        delivery=delivery,
        recall=recall,
        stationing=Stationing(policy, of.roster, recall),
        prospect=Prospect(policy, of.roster, ladder, of.wording),
        forgetting=Forgetting(
            of.store, of.outbox, of.limiter, of.blocks, of.ledger, of.evidence, of.journal, of.tally
        ),
        sweep=_sweep(of, ladder, delivery),
        bill=Bill(policy, of.budget, Corrections(of.store), of.prices, of.provider),
        watch=_watch(of, ladder),
        waves=Waves(of.outbox, of.evidence),
        notices=Notices(of.store, ladder),
        patience=Patience(),
    )


def _sweep(of: Owners, ladder: Ladder, delivery: Delivery) -> Sweep:
    policy = of.settings.policy
    horizon, batch = Horizon(of.store, of.outbox), policy.replies.resume_batch
    return Sweep(of.blocks, of.outbox, of.budget, ladder, delivery, of.raids, horizon, batch)


def _watch(of: Owners, ladder: Ladder) -> Watch:
    policy = of.settings.policy
    audit, lookout = Audit(policy.budget, of.balances, of.alerts), Lookout(of.store, policy, of.evidence, of.raids)
    return Watch(policy, of.budget, of.pauses, ladder, of.alerts, audit, lookout, of.raids)


def _intake(of: Owners, callers: Callers, ladder: Ladder, jitter: Callable[[int], int]) -> Intake:
    policy, keyring = of.settings.policy, of.settings.keyring
    owners = of.ledger, of.blocks, of.roster, of.limiter, of.outbox
    return Intake(of.store, policy, keyring, callers, *owners, of.budget, of.prices, ladder, of.raids, jitter)


def _delivery(of: Owners, ladder: Ladder) -> Delivery:
    policy, keyring = of.settings.policy, of.settings.keyring
    owners = of.blocks, of.roster, of.pauses, of.budget, of.outbox
    postage = Postage(of.store, policy, of.wording, of.prices, of.outbox)
    return Delivery(of.store, policy, keyring, *owners, of.provider, postage, ladder, of.raids)


def _owners(settings: Settings, edge: Edge | None) -> Owners:
    """Give each outside thing its one owner."""
    policy, store = settings.policy, Store(settings.redis_url)
    provider = edge.provider if edge else _provider(settings)
    wakeups = edge.wakeups if edge else Wakeups(_queue(store))
    evidence = Evidence(store, policy)
    return Owners(
        settings=settings,
        store=store,
        signatures=Signatures(settings.tokens, settings.public_url),
        provider=provider,
        ledger=Ledger(store, policy.budget.timezone),
        blocks=Blocks(store),
        roster=Roster(store, policy.numbers),
        limiter=Limiter(store, policy.limits),
        pauses=Pauses(store),
        outbox=Outbox(store, policy.limits.replies_per_caller, wakeups),
        budget=Budget(store, policy.budget, policy.numbers),
        balances=Balances(store, policy.budget, None if settings.sandbox else provider.balance),
        prices=Prices(store, policy, Tariffs(provider.read, policy.budget.currency)),
        recordings=Recordings(store, CONFIG / "recordings"),
        wording=Wording(store, settings.words),
        alerts=_alerts(settings, store),
        evidence=evidence,
        raids=Raids(store, evidence, policy, settings.keyring.derive("lots")),
        pulse=Pulse(store),
        tally=Tally(store),
        months=Months(store, policy.budget.timezone),
        waiting=Waiting(store, policy.replies),
        **_entrance(settings, store),
    )


def _entrance(settings: Settings, store: Store) -> dict[str, Any]:
    """Give the way in to the dashboard its owners, and what is done there its record."""
    return {
        "operators": Operators(store, settings.keyring, Passwords()),
        "sessions": Sessions(store),
        "attempts": Attempts(store, settings.keyring),
        "stop_links": StopLinks(store, settings.keyring),
        "journal": Journal(store),
    }


def _callers(settings: Settings) -> Callers:
    """Tell callers apart; in the sandbox, reserved numbers are somebody's."""
    policy = settings.policy
    ours = frozenset(number for ours in policy.numbers for number in (ours.number, ours.sender))
    return Callers(settings.keyring, policy.callers.countries, ours, reserved_are_mobile=settings.sandbox)


def _queue(store: Store) -> Queue:
    return Queue(QUEUE, connection=store.binary, default_timeout=LONGEST_JOB)


def _alerts(settings: Settings, store: Store) -> Alerts:
    links = StopLinks(store, settings.keyring).make if settings.policy.alerts.stop_link else None
    opened = channels.opened(settings.alert_urls)
    policy = settings.policy
    tongue = Tongue(language.CATALOGUES, chosen(policy.alerts.language, policy.numbers[0].language))
    return Alerts(store, _queue(store), opened, policy, settings.public_url, links, tongue.say)


def _provider(settings: Settings) -> Provider:
    credentials = settings.api_key or (settings.account, settings.tokens[0])
    validity = settings.policy.replies.validity_seconds
    return Provider(settings.account, credentials, settings.api_url, settings.public_url, validity)


def _open_dashboard(app: Flask, told: Settings) -> None:
    """Let operators in: their pages, the languages of these, and forms that only these pages can send."""
    secure = told.public_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-service-form" if secure else "service-form",  # no neighbour can plant one of his
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,  # the session ends sooner
    )
    language.set_up(app)
    app.before_request(dashboard.voice.widen)  # before the protection reads the form
    protection = CSRFProtect(app)
    for signed in (webhooks.bp, sandbox.bp, stop.bp):  # they know their own: by a signature, or where the form was
        protection.exempt(signed)
    app.register_blueprint(accounts.bp)
    app.register_blueprint(stop.bp)
    app.register_blueprint(dashboard.bp)


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
    _open_dashboard(app, told)
    if told.sandbox:
        app.register_blueprint(sandbox.bp)
    return app
