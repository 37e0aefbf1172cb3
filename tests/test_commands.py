"""The operators' commands: what they change, what they say, and what they refuse."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from decoy.app import connect
from decoy.cli import main
from decoy.errors import Unusable
from decoy.services import PLAY_MONEY
from decoy.settings import Settings
from tests.desk import Desk
from tests.numbers import HIM
from tests.phone import Phone
from tests.world import DAY, HOUR, MINUTE, Line

NOWHERE = "redis://127.0.0.1:1/0"
SILENT = "The store does not answer. Is REDIS_URL right, or Decoy running here (make run)?"
RATE = 44_100  # Hz


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Record two seconds of a tone, as a WAV file."""
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE), RATE)
    return path


# top-up


@pytest.mark.parametrize(
    ("amount", "entered"), [("20", "20.00"), ("20.50", "20.50"), ("20,50", "20.50"), ("0.000001", "0.000001")]
)
def test_money_is_entered(desk: Desk, amount: str, entered: str) -> None:
    """An amount is entered as it is written, with a point or a comma, and said again with what is left."""
    said = desk.read("top-up", amount, "--note", "a concert")
    (entry,) = desk.ledger()
    assert said.startswith(f"Entered {entered} EUR. ")
    assert (entry["entry"], entry["amount"], entry["reason"]) == ("topped-up", entered, "a concert")
    assert desk.status()["funds"]["topped_up"] == entered
    assert f" {desk.status()['funds']['available']} EUR are left above the floor." in said


@pytest.mark.parametrize("amount", ["0", "0.00", "1e3", "ten", "", "NaN", "20 EUR", "20.5.0", "0.0000001", "9" * 12])
def test_what_is_no_money(desk: Desk, amount: str) -> None:
    """What is not an amount of money, or is none at all, is refused with a sentence, and nothing is entered."""
    code, sentence = desk.refusal("top-up", amount)
    assert code == 2
    assert "Error: Invalid value for 'AMOUNT'" in sentence
    assert desk.ledger() == []


@pytest.mark.parametrize("words", [["-5"], ["--", "-5"], []], ids=str)
def test_less_than_nothing(desk: Desk, words: list[str]) -> None:
    """Neither a debt nor nothing can be paid in."""
    code, sentence = desk.refusal("top-up", *words)
    assert code == 2
    assert "Error: " in sentence
    assert desk.ledger() == []


def test_the_same_money_twice(desk: Desk) -> None:
    """A top-up with an id of its own is entered once, however often it is typed, and the command says so."""
    desk.read("top-up", "20", "--id", "statement-7")
    assert desk.read("top-up", "20", "--id", "statement-7").startswith("This top-up was entered before. 15.00 EUR")
    assert desk.status()["funds"]["topped_up"] == "20.00"
    assert len(desk.ledger()) == 1


def test_different_money(desk: Desk) -> None:
    """Two top-ups of one amount are two unless they say that they are the same."""
    desk.read("top-up", "20")
    desk.read("top-up", "20")
    assert desk.status()["funds"]["topped_up"] == "40.00"


# pause, resume


def test_pause_until_somebody_resumes(desk: Desk, phone: Phone, clock: Any) -> None:
    """A pause holds replies back while calls go on as ever, until it is lifted."""
    assert desk.read("pause") == "Replies are held back until you type: decoy resume\n"
    phone.text("hey")
    clock.shift(HOUR + 10)
    assert phone.hears() == "recording"
    assert phone.replies() == []
    assert desk.read("resume") == "Replies are sent again.\n"
    phone.line.sweep()
    assert len(phone.replies()) == 1


@pytest.mark.parametrize(
    ("length", "seconds", "end"),
    [("15m", 15 * MINUTE, "21:15"), ("2h", 2 * HOUR, "23:00"), ("3d", 3 * DAY, "21:00 on 23 November")],
)
def test_pause_for_a_while(desk: Desk, line: Line, clock: Any, length: str, seconds: int, end: str) -> None:
    """A pause for a while says when it ends, by the operators' clocks, and ends by itself."""
    assert desk.read("pause", "--for", length) == f"Replies are held back until {end}\n"
    assert f"It ends by itself at {end}; at once, if you type: decoy resume." in desk.read("status")
    clock.shift(seconds - 10)
    assert desk.status()["rung"] == "paused"
    clock.shift(20)
    assert desk.status()["rung"] == "normal"


@pytest.mark.parametrize("length", ["2", "h", "0h", "-2h", "2 h", "1.5h", "2w", "999999d", ""])
def test_what_is_no_length(desk: Desk, length: str) -> None:
    """What is no length of time is refused with how to write one, and nothing is paused."""
    code, sentence = desk.refusal("pause", f"--for={length}")
    assert code == 2
    assert "write it as 15m, 2h or 30d" in sentence
    assert desk.ledger() == []


def test_pause_with_a_reason(desk: Desk, line: Line) -> None:
    """The reason of a pause is what the status and the ledger give."""
    desk.read("pause", "--reason", "a raid")
    assert desk.status()["reason"] == "a raid"
    assert (desk.ledger()[-1]["entry"], desk.ledger()[-1]["reason"]) == ("paused", "a raid")


def test_resume_twice(desk: Desk, line: Line) -> None:
    """To resume what is not paused changes nothing, and says so."""
    desk.read("pause")
    assert desk.read("resume") == "Replies are sent again.\n"
    assert desk.read("resume") == "Replies were not paused.\n"
    assert [entry["entry"] for entry in desk.ledger()][-2:] == ["paused", "resumed"]


def test_resume_without_money(desk: Desk) -> None:
    """Whoever resumes a line that cannot pay is told at once that nothing will leave, and what to type."""
    desk.read("pause")
    assert desk.read("resume").splitlines() == [
        "Replies are sent again.",
        "But replies are held back: nothing was paid in yet. Pay into the account, then type: decoy top-up 20.",
    ]


def test_resume_without_a_pause(desk: Desk, line: Line, clock: Any) -> None:
    """Whoever resumes a line that waits for an hour of calm is told that it has climbed."""
    lesser = desk.policy('[budget]\ndaily_cap = "0.05"')
    desk.read("status", DECOY_CONFIG=lesser)
    assert "at once, if you type: decoy resume" in desk.read("status")
    assert desk.read("resume") == "The hour of calm is not waited for.\n"
    assert desk.read("status").startswith("All is well.")


def test_resume_on_a_guarded_line(desk: Desk, line: Line) -> None:
    """Whoever resumes a guarded line is not told that replies are held back: some leave."""
    guarded = desk.policy("[budget]\nhourly_share = 0.001")
    assert desk.read("resume", DECOY_CONFIG=guarded).splitlines() == [
        "Replies were not paused.",
        "But those who came twice go first: this hour's share of today's cap is used up. "
        "The others follow as it refills.",
    ]


# record


def test_cover_and_law(desk: Desk, phone: Phone, tone: Path) -> None:
    """A voicemail and a message with law are recorded beside the message, where there are words for them."""
    recordings = phone.line.services.recordings
    before = recordings.name("fr")
    assert desk.read("record", "fr", tone, "--cover").startswith("Callers in 'cover-fr' now hear 3.4 seconds")
    assert desk.read("record", "fr", tone, "--law", "fr").startswith("Callers in 'law-fr-FR' now hear 2.")
    assert (recordings.is_ours("cover-fr"), recordings.is_ours("law-fr-FR")) == (True, True)
    assert recordings.name("fr") == before
    refused = "There are no words for law-fr-BE in config/messages/fr.toml: write them there first."
    assert desk.refusal("record", "fr", tone, "--law", "BE") == (1, refused)
    assert desk.refusal("record", "fr", tone, "--law", "FR", "--cover")[0] == 2


def test_the_next_call_hears_it(desk: Desk, phone: Phone, tone: Path) -> None:
    """What operators record is what the next call hears, fit for the telephone, in that language only."""
    said = desk.read("record", "fr", tone)
    name = said.split()[-1]
    sound = phone.line.app.test_client().get(f"/recordings/{name}").data
    (phone.line.services.settings.data_dir / "heard.wav").write_bytes(sound)
    heard = soundfile.info(phone.line.services.settings.data_dir / "heard.wav")
    assert said.startswith("Callers in 'fr' now hear 2.")
    assert f"/recordings/{name}</Play>" in phone.call()
    assert (heard.samplerate, heard.channels, heard.subtype) == (8000, 1, "ULAW")
    assert phone.line.services.recordings.name("nl") != name


def test_record_in_no_language_of_ours(desk: Desk, tone: Path) -> None:
    """A language without words is refused with the ones there are."""
    assert desk.refusal("record", "de", tone) == (1, "There is no language 'de' here; there is en, fr, nl.")


def test_record_silence(desk: Desk, line: Line, tmp_path: Path) -> None:
    """Silence is not published: callers go on hearing what they heard."""
    before = line.services.recordings.name("fr")
    soundfile.write(tmp_path / "silence.wav", np.zeros(2 * RATE), RATE)
    code, sentence = desk.refusal("record", "fr", tmp_path / "silence.wav")
    assert (code, line.services.recordings.name("fr")) == (1, before)
    assert sentence == "There is almost nothing to hear in this recording: record it again, closer to the microphone."


def test_record_what_is_no_sound(desk: Desk, tmp_path: Path) -> None:
    """A file that is no sound is refused with the kinds that are."""
    (tmp_path / "letter.txt").write_text("Dear operators,")
    code, sentence = desk.refusal("record", "fr", tmp_path / "letter.txt")
    assert code == 1
    assert sentence.startswith("This is not a sound we can read: give a WAV, MP3, OGG or FLAC file")


@pytest.mark.parametrize("file", ["nowhere.wav", "."])
def test_record_what_is_no_file(desk: Desk, file: str) -> None:
    """A file that is not there, or is a folder, is named."""
    code, sentence = desk.refusal("record", "fr", file)
    assert code == 2
    assert f"'{file}'" in sentence


# Every command

COMMANDS = [
    "status",
    "ledger",
    "top-up 20",
    "pause",
    "resume",
    "close",
    "open",
    f"block {HIM}",
    f"unblock {HIM}",
    f"forget {HIM}",
]
COMMANDS += [f"record fr {os.devnull}", f"message set fr {os.devnull}", "message show fr", "message rollback fr"]


@pytest.mark.parametrize("command", COMMANDS)
def test_store_is_gone(desk: Desk, command: str) -> None:
    """Without a store every command says so in one sentence, and fails."""
    assert desk.refusal(*command.split(), REDIS_URL=NOWHERE) == (1, SILENT)


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_settings(desk: Desk, command: str) -> None:
    """Every command lists all wrong settings, a sentence each, and fails with 2 before it touches anything."""
    wrong = {"DECOY_BIND": "everywhere", "TWILIO_ACCOUNT_SID": "mine", "REDIS_URL": "http://here"}
    code, said = desk.refusal(*command.split(), **wrong)
    sentences = said.splitlines()
    assert code == 2
    assert {*wrong, "TWILIO_AUTH_TOKEN", "DECOY_SECRET_KEY"} <= {sentence.split()[0] for sentence in sentences}
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []
    assert desk.ledger() == []


def test_play_money_is_no_money(desk: Desk, settings: Settings) -> None:
    """A real line refuses the sandbox's store in a sentence that says what to do; the sandbox does not."""
    desk.read("top-up", "20", "--id", PLAY_MONEY)
    connect(settings).check()
    with pytest.raises(Unusable, match="play money, which must not pass for money: give the real line another one"):
        connect(replace(settings, sandbox=False)).check()


@pytest.mark.parametrize("command", ["", *main.commands])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_explains_itself(desk: Desk, command: str, option: str) -> None:
    """Each command, and the whole, says in a sentence what it does, and needs neither store nor settings for that."""
    said = desk.read(*command.split(), option, REDIS_URL="nonsense")
    usage, _, sentence, *_ = said.splitlines()
    assert usage.startswith("Usage: decoy")
    assert sentence.strip()[0].isupper()
    explained = " ".join(line.strip() for line in said.split("\n\n")[1].splitlines())
    assert explained.endswith(".")
