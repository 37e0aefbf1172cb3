"""What a call hears, in every language of the line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from decoy.recordings import Recordings
from tests.world import Line

LANGUAGES = {"fr": "+33639980001", "nl": "+33639980002", "en": "+33639980003"}
NUMBERS = [{"number": number, "language": language} for language, number in LANGUAGES.items()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_recording_of_the_number(open_line: Callable[..., Line], language: str) -> None:
    """A call hears the recording in the language of the number it reached."""
    line = open_line(numbers=NUMBERS)
    assert f"/recordings/{language}-" in line.phone(reaches=LANGUAGES[language]).call()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_recording(open_line: Callable[..., Line], tmp_path: Path, language: str) -> None:
    """Where there is no recording a machine reads the greeting, in that language, and hangs up."""
    line = open_line(numbers=NUMBERS)
    silent = replace(line.services.greetings, recordings=Recordings(line.services.store, tmp_path))
    line.app.extensions["decoy"] = replace(line.services, greetings=silent)
    words = line.services.settings.words[language]
    answer = line.phone(reaches=LANGUAGES[language]).call()
    assert f'<Say language="{words.locale}" voice="{words.voice}">' in answer
    assert answer.endswith("</Say><Hangup/></Response>")
    assert "<Play>" not in answer
