"""Wrong settings: each mistake said in one sentence, and all of them at once."""

from pathlib import Path

import pytest

from tests.environment import problems

# One mistake, one sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123", "TWILIO_ACCOUNT_SID is not an account sid"),
        ("TWILIO_ACCOUNT_SID", "SK" + "1" * 32, "TWILIO_ACCOUNT_SID is not an account sid"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_AUTH_TOKEN", " , ,", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_API_KEY", "SK1", "TWILIO_API_KEY and TWILIO_API_SECRET belong together"),
        ("TWILIO_API_SECRET", "x", "TWILIO_API_KEY and TWILIO_API_SECRET belong together"),
        ("TWILIO_API_URL", "api.twilio.com", "TWILIO_API_URL is 'api.twilio.com': it must be"),
        ("TWILIO_API_URL", "https://[::1", "TWILIO_API_URL is 'https://[::1': it must be"),
        ("DECOY_SECRET_KEY", "", "DECOY_SECRET_KEY is missing: make one with"),
        ("DECOY_SECRET_KEY", "short", "DECOY_SECRET_KEY has 5 characters and needs 16"),
        ("DECOY_PUBLIC_URL", "", "DECOY_PUBLIC_URL is missing: what Twilio calls"),
        ("DECOY_PUBLIC_URL", "decoy.example.org", "DECOY_PUBLIC_URL is 'decoy.example.org': it must be"),
        ("DECOY_PUBLIC_URL", "ftp://decoy.example.org", "DECOY_PUBLIC_URL is 'ftp://decoy.example.org': it must be"),
        ("DECOY_PUBLIC_URL", "https://", "DECOY_PUBLIC_URL is 'https:': it must be"),
        ("DECOY_PUBLIC_URL", "https://x?y=1", "DECOY_PUBLIC_URL is 'https://x?y=1': it must be"),
        ("DECOY_PUBLIC_URL", "https://x#rc=2", "DECOY_PUBLIC_URL is 'https://x#rc=2': it must be"),
        ("DECOY_PUBLIC_URL", "https://[half", "DECOY_PUBLIC_URL is 'https://[half': it must be"),
        ("DECOY_PUBLIC_URL", "https://x:port", "DECOY_PUBLIC_URL is 'https://x:port': it must be"),
        ("DECOY_BIND", "8000", "DECOY_BIND is '8000': write it as address:port"),
        ("DECOY_BIND", ":8000", "DECOY_BIND is ':8000': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:", "DECOY_BIND is '127.0.0.1:': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:0", "DECOY_BIND is '127.0.0.1:0': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:65536", "DECOY_BIND is '127.0.0.1:65536': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:²", "DECOY_BIND is '127.0.0.1:²': write it as address:port"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must be like redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "http://localhost", "REDIS_URL must be like redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "redis://localhost:port/0", "REDIS_URL"),
        ("REDIS_URL", "redis://[half", "REDIS_URL"),
        ("DECOY_CONFIG", "/nowhere/policy.toml", "/nowhere/policy.toml cannot be read: No such file or directory."),
        ("DECOY_CONFIG", "/", "/ cannot be read: Is a directory."),
    ],
)
def test_wrong_environment(real: dict[str, str], name: str, value: str, sentence: str) -> None:
    """Each wrong variable is named in one sentence that says what it should be."""
    (problem,) = problems(real | {name: value})
    assert problem.startswith(sentence)


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("[replies]\ndelay_seconds = -1", "replies.delay_seconds is -1: "),
        ("[replies]\ndelay_seconds = 3600.5", "replies.delay_seconds is 3600.5: "),
        ("[replies]\ndelay_seconds = 'an hour'", "replies.delay_seconds is 'an hour': "),
        ("[replies]\njitter_seconds = 100000", "replies.jitter_seconds is 100000: "),
        ("[replies]\nanswer = ['sms', 'fax']", "replies.answer.1 is 'fax': "),
        ("[replies]\nhold_hours = 0", "replies.hold_hours is 0: "),
        ("[replies]\nvalidity_seconds = 36001", "replies.validity_seconds is 36001: "),
        ("[replies]\nresume_batch = 0", "replies.resume_batch is 0: "),
        ("[limits]\ncalls_per_caller = 'often'", "limits.calls_per_caller is 'often': "),
        ("[limits]\ncalls_per_caller = ''", "limits.calls_per_caller is '': "),
        ("[limits]\ncalls_per_caller = 5", 'limits.calls_per_caller is 5: write limits as text, as in "5/hour'),
        ("[limits]\nreplies_per_caller = '1/fortnight'", "limits.replies_per_caller is '1/fortnight': "),
        ("[budget]\nfloor = 5.0", "budget.floor is 5.0: write amounts in quotes"),
        ("[budget]\nfloor = '-5'", "budget.floor is '-5': '-5' is not an amount of money"),
        ("[budget]\ndaily_cap = 'much'", "budget.daily_cap is 'much': 'much' is not an amount of money"),
        ("[budget]\ndaily_cap = '1e999999'", "budget.daily_cap is '1e999999': "),
        ("[budget]\nhourly_share = 0", "budget.hourly_share is 0: "),
        ("[budget]\nhourly_share = 1.5", "budget.hourly_share is 1.5: "),
        ("[budget]\ncurrency = 'euro'", "budget.currency is 'euro': "),
        ("[budget]\ntimezone = 'Paris'", "budget.timezone is 'Paris': 'Paris' is not a time zone; write it as in "),
        ("[budget]\ntimezone = []", "budget.timezone is []: "),
        ("[prices]\nreply_segment = 0.08", "prices.reply_segment is 0.08: write amounts in quotes"),
        ("[prices]\nreply_segment = '0.0000001'", "prices.reply_segment is '0.0000001': "),
        ("[callers]\ncountries = ['France']", "callers.countries.0 is 'France': "),
        ("[callers]\ncountries = 'FR'", "callers.countries is 'FR': "),
        (
            "[callers]\ncountries = ['UK']",
            "callers.countries.0 is 'UK': 'UK' is not a country: write ",
        ),
        ("[budget]\ncountry_caps = { UK = '1.00' }", "budget.country_caps is {'UK': '1.00'}: 'UK' is not a country"),
        ("[budget.country_caps]\nBE = 1.0", "budget.country_caps.BE is 1.0: write amounts in quotes"),
        ("[budget.country_caps]\nDE = '1.00'", "budget.country_caps has DE, where no reply goes: add it to callers"),
        ("[budget]\ncountry_caps = '1.00'", "budget.country_caps is '1.00': "),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\ndaily_cap = 'none'",
            "numbers.0.daily_cap is 'none': 'none' is not an amount of money",
        ),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\ndaily_cap = 5.0",
            "numbers.0.daily_cap is 5.0: write amounts in quotes",
        ),
        ("numbers = []", "[[numbers]] needs at least one decoy number."),
        ("[[numbers]]\nnumber = '0639980001'\nlanguage = 'fr'", "numbers.0.number is '0639980001': a decoy "),
        ("[[numbers]]\nnumber = '+33 6 39'\nlanguage = 'fr'", "numbers.0.number is '+33 6 39': a decoy "),
        ("[[numbers]]\nlanguage = 'fr'", "numbers.0.number is missing."),
        ("[[numbers]]\nnumber = '+33639980001'", "numbers.0.language is missing."),
        ("[[numbers]]\nnumber = '+33639980001'\nlanguage = 'FR'", "numbers.0.language is 'FR': "),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'de'",
            "numbers: +33639980001 speaks 'de', but there is no config/messages/de.toml; there is en, fr, nl.",
        ),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\nreply_from = 'A name too long'",
            "numbers.0.reply_from is 'A name too long': ",
        ),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\nreply_from = 'MG123'",
            "numbers.0.reply_from is 'MG123': ",
        ),
        ("[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\ncover = 'on'", "numbers.0.cover is 'on': "),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\n" * 2,
            "two entries of [[numbers]] have the same number.",
        ),
        ("replies = 5", "replies is 5: "),
        ("[replies\n", "is not valid TOML: "),
        ("[replies]\ndelay_seconds = 1\ndelay_seconds = 2", "is not valid TOML: "),
    ],
)
def test_wrong_policy(sandbox: dict[str, str], policy: str, sentence: str) -> None:
    """Each wrong key of the policy is named with its file, its value and what it should be, in one short sentence."""
    (problem,) = problems(sandbox, policy)
    path = f"{sandbox['DECOY_DATA_DIR']}/policy.toml"
    assert problem.replace(f"{path}: ", "").replace(f"{path} ", "").startswith(sentence)
    assert len(problem) < len(path) + 200


@pytest.mark.parametrize(
    ("policy", "suggestion"),
    [
        ("[replies]\ndelay_second = 1", "replies.delay_second is not a setting; did you mean delay_seconds."),
        ("[reply]\ndelay_seconds = 1", "reply is not a setting; did you mean replies."),
        ("[budget]\nflor = '1'", "budget.flor is not a setting; did you mean floor."),
        ("[[numbers]]\nnumber = '+33639980001'\nlangage = 'fr'", "langage is not a setting; did you mean language."),
        ("[replies]\nqwxz = 1", "replies.qwxz is not a setting."),
    ],
)
def test_unknown_keys(sandbox: dict[str, str], policy: str, suggestion: str) -> None:
    """A key that does not exist is wrong rather than ignored, and the nearest one is suggested."""
    assert any(suggestion in problem for problem in problems(sandbox, policy))


# All at once


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    """Every wrong setting, of the environment and of the policy, is named in one go."""
    wrong = {
        "TWILIO_ACCOUNT_SID": "AC123",
        "TWILIO_API_KEY": "SK1",
        "TWILIO_API_URL": "api",
        "DECOY_SECRET_KEY": "short",
        "DECOY_PUBLIC_URL": "decoy",
        "DECOY_BIND": "here",
        "REDIS_URL": "there",
        "DECOY_DATA_DIR": str(tmp_path),
    }
    found = problems(wrong, "[replies]\ndelay_seconds = -1\nhold_hours = 0\n[budget]\nfloor = 5.0\nflor = '1'")
    for name in ("ACCOUNT_SID", "AUTH_TOKEN", "API_KEY", "API_URL", "SECRET_KEY", "PUBLIC_URL", "BIND", "REDIS_URL"):
        assert sum(f"_{name}" in f"_{problem.split()[0]}" for problem in found) == 1, name
    for key in ("replies.delay_seconds", "replies.hold_hours", "budget.floor", "budget.flor "):
        assert sum(key in problem for problem in found) == 1, key
    assert len(found) == 12


def test_problems_are_sentences(tmp_path: Path) -> None:
    """Every problem ends as a sentence does, and shows neither a token nor a secret."""
    told = {"TWILIO_ACCOUNT_SID": "x", "TWILIO_AUTH_TOKEN": "s3cret", "DECOY_SECRET_KEY": "s3cret", "DECOY_BIND": "x"}
    found = problems(told | {"DECOY_DATA_DIR": str(tmp_path)})
    assert len(found) == 5
    assert "s3cret" not in "".join(found)
