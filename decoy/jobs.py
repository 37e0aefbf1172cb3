"""RQ's door. A job gets an id at most: RQ writes its arguments into its log."""

from datetime import UTC, datetime

from flask import current_app

from decoy.services import Services


def deliver(reply_id: str) -> None:
    """Send one reply that is due."""
    _services().delivery.send(reply_id, datetime.now(UTC))


def sweep() -> None:
    """Take up what was left lying, keep the bill complete, and see whether operators should know something."""
    services, now = _services(), datetime.now(UTC)
    try:
        services.sweep.run(now)
        services.bill.run(now)
    finally:
        services.watch.run(now)


def send_alert(key: str) -> None:
    """Send one alert, if an attempt is due."""
    _services().alerts.send(key, datetime.now(UTC))


def send_test_alert() -> None:
    """Send a test to every channel."""
    _services().alerts.send_test(datetime.now(UTC))


def refresh_prices() -> None:
    """Read the provider's price lists, unless somebody else has or does."""
    _services().prices.refresh(datetime.now(UTC))


def look_at_prices() -> bool:
    """Look at the price list, so that jobs that fork from here need not; tell whether it should be read again."""
    return _services().prices.look(datetime.now(UTC))


def refresh_balance() -> None:
    """Read the provider's balance, unless somebody else has or does."""
    _services().balances.refresh(datetime.now(UTC))


def look_at_balance() -> bool:
    """Tell whether the provider's balance should be read."""
    return _services().balances.look(datetime.now(UTC))


def _services() -> Services:
    services: Services = current_app.extensions["decoy"]
    return services
