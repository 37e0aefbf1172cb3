"""The commands about alerts."""

import json
import os
from datetime import datetime
from typing import Any

import click

from decoy.alerts import Alert, Told
from decoy.app import connect
from decoy.cli.line import with_line
from decoy.errors import Unusable
from decoy.moments import to_iso
from decoy.services import Services
from decoy.settings import load

STATES = {
    Told.WAITING: "not sent yet",
    Told.SENT: "sent",
    Told.UNSENT: "could not be sent: type decoy alert test",
}


@click.group()
def alert() -> None:
    """Look at the alerts, and try whether they arrive."""


@alert.command()
def test() -> None:
    """Send a test to every channel of DECOY_ALERTS, and say which accepted it."""
    answers = connect(load(os.environ)).alerts.test()
    if not answers:
        raise Unusable("There is no channel to test: name one in DECOY_ALERTS; docs/operating.md has examples.")
    for name, accepted in answers.items():
        click.echo(f"{name}: {'accepted' if accepted else 'not accepted'}")
    if not all(answers.values()):
        raise Unusable("Not every channel took the test: check its address and password in DECOY_ALERTS.")


@alert.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@with_line
def list_(services: Services, now: datetime, as_json: bool) -> None:
    """List the open alerts, the oldest first."""
    alerts = services.alerts.open()
    if as_json:
        click.echo(json.dumps([described(alert) for alert in alerts]))
        return
    for alert in alerts:
        click.echo(f"{to_iso(alert.raised)}  {alert.urgency:<4}  {alert.subject}. {alert.text} ({_progress(alert)})")
    if not alerts:
        click.echo("No alert is open.")


def described(alert: Alert) -> dict[str, Any]:
    """Describe an open alert to a machine."""
    return {
        "key": alert.key,
        "urgency": alert.urgency,
        "subject": alert.subject,
        "text": alert.text,
        "raised": to_iso(alert.raised),
        "state": alert.state,
        "channels": list(alert.channels),
    }


def _progress(alert: Alert) -> str:
    some = f"; only {', '.join(alert.channels)} took it" if alert.channels and alert.state is not Told.SENT else ""
    return STATES[alert.state] + some


COMMANDS = [alert]
