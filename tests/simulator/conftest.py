"""Fixtures: a simulated Twilio with a decoy at its other end, and the page that shows it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from twilio.rest import Client

from decoy.app import create_app
from decoy.settings import Settings, load
from decoy.simulator import api
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY
from tests.simulator.stage import ACCOUNT, TOKEN, Clock, Decoy, LoopbackClient
from tests.wire import PUBLIC_URL


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands at ten in the evening."""
    return Clock()


@pytest.fixture
def decoy() -> Decoy:
    """Give a decoy that says nothing yet."""
    return Decoy()


@pytest.fixture
def fake(clock: Clock, decoy: Decoy) -> FakeTwilio:
    """Give a simulated Twilio, wired to the decoy."""
    return FakeTwilio(ACCOUNT, TOKEN, PUBLIC_URL, Decimal("0.08"), clock, post=decoy.receive, numbers=[DECOY])


@pytest.fixture
def address(fake: FakeTwilio) -> Iterator[str]:
    """Serve the simulated Twilio and give its address."""
    with api.running(fake) as base:
        yield base


@pytest.fixture
def client(address: str) -> Client:
    """Give Twilio's own client, led to the simulated Twilio."""
    return Client(ACCOUNT, TOKEN, http_client=LoopbackClient(address))


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    """Give the settings of a fresh sandbox."""
    return load({"DECOY_DATA_DIR": str(tmp_path)})


@pytest.fixture
def played(told: Settings, decoy: Decoy) -> FakeTwilio:
    """Give the simulated Twilio that the page plays with."""
    return FakeTwilio(told.account, told.tokens[0], PUBLIC_URL, Decimal("0.08"), Clock(), post=decoy.receive)


@pytest.fixture
def page(told: Settings, played: FakeTwilio) -> Iterator[FlaskClient]:
    """Open the page with its Twilio and without a store: what it shows of Decoy's decisions is tested with those."""
    with api.running(played) as base:
        yield create_app(replace(told, api_url=base)).test_client()
