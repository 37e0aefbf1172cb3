"""Nobody is exposed: after whole walks, neither number nor text is anywhere but in the seal."""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from redis import Redis

from tests.exposure import FORM, TEXT, exposed, kept, readable
from tests.memory import memory
from tests.numbers import HIM
from tests.phone import Phone
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine


@pytest.fixture
def written(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Give all that was logged and printed so far, with every logger as talkative as it can be."""
    caplog.set_level(logging.DEBUG)
    for name in ("rq", "rq.worker", "rq.scheduler", "rq.job", "decoy", "decoy.provider.http", "flask", "redis"):
        caplog.set_level(logging.DEBUG, logger=name)
    printed: list[str] = []

    def written() -> str:
        printed.extend(capfd.readouterr())
        records = [f"{record.getMessage()} {record.args!r} {record.exc_text or ''}" for record in caplog.records]
        return "\n".join([*printed, *records])

    return written


# Whole walks


ENDS = {
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "later": "sent",
    "unconfirmed": "sent",
    "found": "sent",
    "account": "held",
    "held": "held",
    "expired": "expired",
    "cancelled": "cancelled",
    "blocked": "cancelled",
}


def walk(line: Line, clock: Any, end: str) -> None:
    """Call and text once, and let the reply come to an *end*."""
    phone = line.phone()
    faults: dict[str, Callable[[], object]] = {
        "failed": lambda: line.twilio.fail_next(400, 21211),
        "later": lambda: line.twilio.fail_next(429, 20429),
        "unconfirmed": lambda: line.twilio.drop_next(created=False),
        "found": lambda: line.twilio.drop_next(created=True),
        "account": line.twilio.suspend,
        "held": line.pause,
        "expired": line.pause,
        "cancelled": lambda: phone.text("STOP"),
        "blocked": line.block,
    }
    phone.call(sid="CA1")
    phone.text(TEXT, sid="SM1")
    phone.text(TEXT, sid="SM1")
    faults.get(end, lambda: None)()
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    line.twilio.hang_up("CA1", 20)
    for _ in range(4):
        clock.shift(25 * HOUR if end == "expired" else 65)
        line.sweep()
    if end == "delivered":
        assert len(phone.replies()) == 1


@pytest.mark.parametrize("end", ENDS)
def test_whole_walks(written: Callable[[], str], open_line: OpenLine, clock: Any, end: str) -> None:
    """However a walk ends, no key, value, job or log line holds his number in any spelling, or a word of his text."""
    line = open_line()
    line.top_up()
    walk(line, clock, end)
    assert line.states() == {ENDS[end]: 1}
    assert exposed(kept(line)) == []
    assert exposed(written()) == []
    assert bool(line.reply().sealed) is (ENDS[end] == "held")


@pytest.mark.parametrize("moment", [0, HOUR - 10])
def test_while_it_waits(phone: Phone, clock: Any, moment: int) -> None:
    """While the reply waits, his number is in the store once, sealed, and nowhere else."""
    phone.text(TEXT)
    clock.shift(moment)
    assert exposed(kept(phone.line)) == []
    reply = phone.line.reply()
    assert phone.line.services.settings.keyring.unseal(reply.sealed) == HIM
    assert kept(phone.line).count(reply.sealed) == 2  # once as bytes, once as text


def test_waits_in_the_queue(phone: Phone, clock: Any) -> None:
    """What the queue holds is the id of the reply, which follows from no number."""
    phone.text(TEXT)
    jobs = memory(phone.line.services.store.binary, "rq:job:")
    assert phone.line.reply().id in readable(jobs)
    assert phone.line.ref() not in readable(jobs)
    assert exposed(readable(jobs) + repr(jobs)) == []


@pytest.mark.parametrize("raw", ["+266696687", "PROMO", "+33199000042", "+447700900042", "sip:him@example.org"])
def test_refused_callers(written: Callable[[], str], open_line: OpenLine, raw: str) -> None:
    """Of a caller who is refused nothing is kept but his ref."""
    line = open_line()
    phone = line.phone(raw)
    phone.text(TEXT)
    phone.call()
    shown = kept(line) + written()
    assert line.ref(raw) in shown
    assert [secret for secret in (raw, raw[1:]) if secret in shown] == []
    assert exposed(shown) == []


# When something breaks


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/twilio/sms", "decoy:ledger"),
        ("/twilio/sms", "decoy:contact:SM1"),
        ("/twilio/sms", "decoy:caller:{ref}"),
        ("/twilio/sms", "decoy:funds"),
        ("/twilio/voice", "decoy:blocks"),
        ("/twilio/voice", "decoy:caller:{ref}"),
        ("/twilio/call-status", "decoy:days"),
        ("/twilio/message-status/r1", "decoy:reply:r1"),
    ],
)
def test_broken_webhook(written: Callable[[], str], open_line: OpenLine, store: Redis, path: str, key: str) -> None:
    """A webhook that fails on the way says so in the log, and does not say for whom."""
    line = open_line()
    broken = key.format(ref=line.ref())
    store.delete(broken)
    store.rpush(broken, "of another type than it should be")
    form = FORM | {"MessageStatus": "delivered", "CallStatus": "completed", "Duration": "1"}
    line.post(path, form)
    assert "webhooks.broken" in written()
    assert exposed(written() + kept(line)) == []


@pytest.mark.parametrize("key", ["decoy:funds", "decoy:blocks", "decoy:orders", "decoy:opt-outs"])
def test_broken_job(written: Callable[[], str], open_line: OpenLine, clock: Any, store: Redis, key: str) -> None:
    """A job that fails says so, and neither the log nor what RQ keeps of the failure says for whom."""
    line = open_line()
    line.phone().text(TEXT)
    store.delete(key)
    store.rpush(key, "of another type than it should be")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert store.zcard("rq:failed:decoy") == 1
    assert exposed(written() + kept(line)) == []


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/voice", "/twilio/nowhere", "/"])
def test_unsigned_request(written: Callable[[], str], open_line: OpenLine, path: str) -> None:
    """A request that is refused leaves neither a number nor a text in the log."""
    line = open_line()
    line.app.test_client().post(f"{path}?From={quote(HIM)}&Body={quote(TEXT)}", data=FORM)
    assert exposed(written() + kept(line)) == []


def test_stray_callback(written: Callable[[], str], open_line: OpenLine) -> None:
    """A callback that fits no reply is logged by its ids."""
    line = open_line()
    line.post("/twilio/message-status/r1", FORM | {"MessageStatus": "delivered"})
    assert "delivery.stray_update" in written()
    assert exposed(written()) == []


@pytest.mark.parametrize(
    "quoted",
    [
        HIM,
        HIM[1:],
        "0" + HIM[3:],
        f"'{HIM}'",
        f"To={quote(HIM)}&From=x",
        f"whatsapp:{HIM}",
        "+33 6 39 98 00 42",
        "06 39 98 00 42",
        "06.39.98.00.42",
    ],
)
def test_last_net(written: Callable[[], str], open_line: OpenLine, quoted: str) -> None:
    """Should an error quote a number all the same, in whatever spelling, the log masks it."""
    open_line()
    structlog.get_logger().error("broken", error=f"cannot reach {quoted} now")
    assert "broken" in written()
    assert exposed(written()) == []
    beside_the_clock = re.sub(r"(?m)^timestamp=\S+ ", "", written())  # the clock may show these four digits too
    assert HIM[-4:] not in beside_the_clock.replace(" ", "").replace(".", "")


@pytest.mark.parametrize("sid", ["SM" + "a" * 24 + "12345678", "0123456789" * 3 + "ab"])
def test_net_lets_ids_through(written: Callable[[], str], open_line: OpenLine, sid: str) -> None:
    """A sid or the id of a reply is not taken for a number, or the log could not be followed."""
    open_line()
    structlog.get_logger().warning("walked", sid=sid)
    assert sid in written()
