"""The overview: what operators see first, and the part of it that is asked for again and again."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.rungs import Rung
from decoy.troubles import Urgency
from tests.dashboard import at_work, entered
from tests.numbers import DECOY, HIM
from tests.test_site import NOBODY
from tests.visitor import Visitor
from tests.world import HOUR, MINUTE, Line, OpenLine, opened

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who has entered."""
    return entered(line)


def words(page: str) -> str:
    """Read a page as people do."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace("&#39;", "'").replace("&lt;", "<")


def seen(operator: Visitor, path: str = "/operator/", **headers: str) -> str:
    """Open a page and read it."""
    page = operator.get(path, **headers)
    assert page.status_code == 200
    return words(page.text)


def test_sentence(line: Line, operator: Visitor, clock: Any) -> None:
    """The first sentence says how the line is, how many replies there were today, and what they cost."""
    assert "No worker is at work: nothing leaves. 0 replies today, €0.00." in seen(operator)
    at_work(line)
    assert "All is well. 0 replies today, €0.00." in seen(operator)
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    line.work()
    at_work(line)
    assert "All is well. 0 replies today, €0.09." in seen(operator)  # set aside, and the text he sent
    line.twilio.deliver()
    assert "All is well. 1 reply today, €0.09." in seen(operator)


def test_replies_of_yesterday(line: Line, operator: Visitor, clock: Any) -> None:
    """At the operators' midnight the count begins anew."""
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    line.work()
    line.twilio.deliver()
    clock.shift(3 * HOUR)
    assert "0 replies today" in seen(operator)


def test_a_reply_counts_once(sent: Line, operator: Visitor) -> None:
    """A reply whose end is reported twice counts once."""
    (message,) = sent.outbound()
    for status in ("delivered", "delivered"):
        sent.report(sent.reply(), message.sid, status)
    assert sent.services.budget.sent_today(datetime.now(UTC)) == 1


def test_four_figures(line: Line, operator: Visitor) -> None:
    """Spent, waiting and what it would cost, left, and lasts until; each says that it is estimated."""
    line.phone().text("hey")
    page = seen(operator)
    assert "Spent €0.01 €0.00 confirmed, the rest estimated" in page
    assert "Waiting 1 reply, €0.08 at most (estimated)" in page
    assert "Left €14.99 above the floor; €0.00 set aside (estimated)" in page
    assert "Lasts until – too little happened to estimate it" in page


def test_how_long_it_lasts(line: Line, operator: Visitor) -> None:
    """With enough to go by, the overview says until when the funds last."""
    now = datetime.now(UTC)
    for turn in range(30):
        line.services.budget.charge(f"CA{turn}", DECOY, 10_000, now)
    page = seen(operator)
    assert "Funds last until about" in page
    assert "at the last hour's rate:" in page


def test_chart_counts_refusals(line: Line, operator: Visitor) -> None:
    """What refusals saved is in the chart and in its table, at the price of a reply."""
    line.block()
    line.phone().text("hey")
    page = operator.get("/operator/").text
    assert '<rect class="down"' in page
    assert "1 contact was refused" in words(page)
    assert re.search(r"20 Nov 21:00 €?0\.0075( EUR)? €?0\.08( EUR)? 1 ", words(page))


def test_a_refusal_counts_once(line: Line) -> None:
    """A text that Twilio reports twice is refused, and counted, once."""
    line.block()
    form = {"MessageSid": "SM1", "From": HIM, "To": DECOY, "Body": "hey", "NumSegments": "1"}
    for _ in range(2):
        line.post("/twilio/sms", form)
    assert line.services.ledger.refused_by_hour(datetime.now(UTC), 23) == [1] + [0] * 23


def test_alerts_come_before_all_is_well(line: Line, operator: Visitor) -> None:
    """While an alert is open nothing is called well, and the alert can be read."""
    now = datetime.now(UTC)
    at_work(line)
    line.services.alerts.raise_("day:80", Urgency.HIGH, "Service: 80 % of it is used", "16 of 20.", now)
    page = seen(operator)
    assert "All is well" not in page
    assert "Replies are sent, but 1 alert is open." in page
    assert "80 % of it is used (urgent) 16 of 20." in page


def test_the_gravest_alerts(line: Line, operator: Visitor) -> None:
    """Of the alerts on one measure only the gravest is shown, and what is urgent comes first."""
    now = datetime.now(UTC)
    for key, urgency in (("fund:100", "high"), ("fund:50", "low"), ("day:80", "low"), ("raid:hand-FR", "low")):
        line.services.alerts.raise_(key, Urgency(urgency), f"Service: it is {key}", "7 of 9.", now)
        now += timedelta(seconds=1)
    page = seen(operator)
    assert "3 open alerts It is fund:100 (urgent)" in page
    assert page.index("It is fund:100") < page.index("It is raid:hand-FR") < page.index("It is day:80")
    assert "fund:50" not in page


def test_what_to_do_in_a_raid(line: Line, operator: Visitor) -> None:
    """In a raid the first screen says what becomes of replies and calls, and leads to the raid, or to all."""
    now = datetime.now(UTC)
    at_work(line)
    raid = line.services.raids.declare("FR", None, "a test", now)
    page = operator.get("/operator/").text
    assert "Guarded: there is a raid." in words(page)
    assert "Replies are sent to those who came twice first; calls hear the recording once a day" in words(page)
    assert f"/operator/abuse/raids/{raid.name}" in page
    line.services.raids.declare("BE", None, "a test", now)
    assert "See 2 raids, and what to do" in seen(operator)


@pytest.mark.parametrize(
    ("rung", "means"),
    [
        (Rung.PAUSED, "Replies are held back, and sent later; calls hear the recording."),
        (Rung.SILENT, "Replies are held back; calls hear a busy signal, which is free."),
        (Rung.CLOSED, "Replies are held back; calls do not reach us; only the rent is billed."),
    ],
)
def test_what_it_means(line: Line, operator: Visitor, rung: Rung, means: str) -> None:
    """Whatever holds the line back, the first screen says what becomes of replies and of calls."""
    line.services.pauses.pause("we sleep", None, datetime.now(UTC), rung=rung)
    assert means in seen(operator)


def test_nothing_is_left(line: Line, operator: Visitor) -> None:
    """With the floor eaten into, the first screen says so, and leads to where a top-up is entered."""
    line.services.budget.charge("SM1", DECOY, 16_000_000, datetime.now(UTC))
    page = operator.get("/operator/").text
    assert "Silent: the funds are at the floor. 0 replies today, €16.00. Nothing is left above the floor." in words(
        page
    )
    assert "-€1.00 under the floor" in words(page)
    assert "/operator/budget#top-up" in page


def test_too_little_is_left(line: Line, operator: Visitor) -> None:
    """What is left but pays for no reply is as good as nothing: the first screen leads to where one tops up."""
    line.services.budget.charge("SM1", DECOY, 14_950_000, datetime.now(UTC))
    page = operator.get("/operator/").text
    assert "What is left above the floor pays for no reply." in words(page)
    assert "/operator/budget#top-up" in page


def test_what_to_do_about_a_fault(line: Line, operator: Visitor) -> None:
    """When Twilio refuses to send, the first screen says why and what to do; a pause of ours says no such thing."""
    refused = "Look the error up in Twilio's console, mend it there, then resume."
    now = datetime.now(UTC)
    line.services.pauses.pause("Twilio refuses to send, error 30002", None, now, fault=True)
    assert refused in seen(operator)
    line.resume()
    line.pause()
    assert refused not in seen(operator)


def test_health(line: Line, operator: Visitor, clock: Any) -> None:
    """Without a worker it says so; the last webhook is the last thing Twilio told us, whatever it was."""
    assert "Worker None is at work" in seen(operator)
    assert "Last webhook None yet." in seen(operator)
    line.phone().text("hey")
    assert "Last webhook At 20 Nov 21:00." in seen(operator)
    clock.shift(HOUR)
    line.report("nobody", "SM404", "delivered")
    assert "Last webhook At 20 Nov 22:00." in seen(operator)


def test_strangers_are_no_pulse(line: Line) -> None:
    """What Twilio did not sign does not count as heard."""
    line.post("/twilio/sms", {"MessageSid": "SM1"}, **{"X-Twilio-Signature": "made up"})
    assert line.services.pulse.last() is None


def test_things_to_do(open_line: OpenLine) -> None:
    """There are never more than three things to do, and a fund that nobody paid into comes first."""
    operator = entered(open_line())
    page = operator.get("/operator/").text
    tasks = page[page.index('id="tasks"') : page.index('id="hours"')]
    assert tasks.count("<li>") == 3
    assert "Nobody has paid in" in words(tasks)


def test_reason_is_no_markup(line: Line, operator: Visitor) -> None:
    """What an operator types as a reason is shown as typed: percent signs break no page, and markup is none."""
    operator.get("/operator/")
    operator.post("/operator/pause", span="1h", reason="100 % <script>raid</script> %(x)s")
    page = operator.get("/operator/").text
    assert "<script>raid" not in page
    assert "100 % &lt;script&gt;raid&lt;/script&gt; %(x)s (night-shift)" in page


def test_countdown(line: Line, operator: Visitor, clock: Any) -> None:
    """A pause says who wanted it, until when, and how much of it is left; then it ends by itself."""
    operator.get("/operator/")
    operator.post("/operator/pause", span="15m", reason="the night")
    page = seen(operator, "/operator/settings")
    assert "the night (night-shift)" in page
    assert "Until 21:15, by itself: 15 minutes left" in page
    clock.shift(14 * MINUTE + 30)
    assert "1 minute left" in seen(operator)
    clock.shift(MINUTE)
    at_work(line)
    assert "In service" in seen(operator)


def test_strip_without_worker(line: Line, operator: Visitor) -> None:
    """While no worker is at work every page says first that nothing leaves, and that the line is held once it is."""
    for path in ("/operator/", "/operator/live", "/operator/settings"):
        assert "Nothing leaves no worker is at work" in seen(operator, path)
    line.pause()
    assert "Replies are held we sleep" in seen(operator)
    line.resume()
    at_work(line)
    assert "In service" in seen(operator)
    assert "Nothing leaves" not in seen(operator)


def test_a_pause_comes_back_to_its_page(line: Line, operator: Visitor) -> None:
    """Whoever pauses on a page is on it again afterwards, also when the strip was brought by the live part."""
    page = operator.get("/operator/live?at=/operator/settings", **FETCH)
    assert 'name="next" value="/operator/settings"' in page.text
    answer = operator.post("/operator/pause", span="1h", next="/operator/settings")
    assert answer.headers["Location"] == "/operator/settings"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/operator/", '"><script>'])
def test_live_leads_nowhere_else(line: Line, operator: Visitor, elsewhere: str) -> None:
    """The live part cannot be made to lead to somebody else's page."""
    assert 'name="next" value=""' in operator.get(f"/operator/live?at={elsewhere}").text


def test_live_is_quiet_while_nothing_changes(line: Line, operator: Visitor, clock: Any) -> None:
    """The live part is sent once; until something changes the answer is 304, and says of when it is."""
    first = operator.get("/operator/live", **FETCH)
    clock.shift(15)
    again = operator.get("/operator/live", **FETCH, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert (first.headers["X-As-Of"], again.headers["X-As-Of"]) != ("", "")
    assert first.headers["X-As-Of"] < again.headers["X-As-Of"]
    line.phone().text("hey")
    changed = operator.get("/operator/live", **FETCH, **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Waiting 1" in words(changed.text)


def test_live_without_a_session(line: Line, operator: Visitor) -> None:
    """Whoever was logged out is told no, so that the page stops asking."""
    line.services.sessions.revoke_all()
    assert operator.get("/operator/live", **FETCH).status_code == 401


def test_resume_does_not_promise_too_much(open_line: OpenLine) -> None:
    """Lifting a pause while the money forbids replies says that they are still held, and why."""
    line = open_line()
    operator = entered(line)
    operator.get("/operator/")
    operator.post("/operator/pause", span="1h")
    page = words(operator.post("/operator/resume", follow=True).text)
    assert "replies are still held: nothing was paid in yet." in page


def test_silence_by_money_needs_a_code_too(open_line: OpenLine) -> None:
    """A line that fell silent for its money is not resumed without a code, whatever was ordered besides."""
    line = open_line(budget={"floor": "5.00"})
    line.top_up("5.01")
    operator = entered(line, fresh=False)
    operator.get("/operator/")
    operator.post("/operator/pause", span="1h")
    assert line.services.ladder.stand(datetime.now(UTC)).rung is Rung.SILENT
    page = words(operator.post("/operator/resume", follow=True).text)
    assert "Type the code" in page
    assert line.services.pauses.current(datetime.now(UTC)) is not None


def test_without_store(line: Line, operator: Visitor) -> None:
    """Without a store the page says so in words, and does not break."""
    with opened(replace(line.services.settings, redis_url=NOBODY)) as cut_off:
        operator.client = cut_off.app.test_client()
        operator.client.set_cookie("__Host-service", "any")
        page = operator.get("/operator/")
    assert page.status_code == 503
    assert "The store does not answer" in page.text


def test_nobody_is_named(line: Line, operator: Visitor) -> None:
    """No page has a decoy number's digits or a caller's, in its source either."""
    line.phone().text("un secret")
    for path in ("/operator/", "/operator/live", "/operator/budget"):
        answer = operator.get(path)
        assert answer.status_code == 200
        page = answer.text
        for secret in (DECOY, DECOY[3:], HIM, HIM[3:], "un secret"):
            assert secret not in page


def test_quick_with_a_long_ledger(line: Line, operator: Visitor) -> None:
    """The overview asks the store no more often for a ledger of thousands than for an empty one."""
    operator.get("/operator/")

    def asked() -> int:
        before = line.services.store.redis.info("stats")["total_commands_processed"]
        operator.get("/operator/")
        return int(line.services.store.redis.info("stats")["total_commands_processed"] - before)

    before, now = asked(), datetime.now(UTC)
    for turn in range(3_000):
        line.services.budget.charge(f"CA{turn}", DECOY, 1, now - timedelta(seconds=turn))
    assert asked() <= before + 5


def test_style_without_store(line: Line) -> None:
    """The page that says that the store is gone is styled: its files ask the store nothing."""
    with opened(replace(line.services.settings, redis_url=NOBODY)) as cut_off:
        client = cut_off.app.test_client()
        client.set_cookie("__Host-service", "any")
        with client.get("/operator/static/operator.css") as style:
            assert style.status_code == 200
