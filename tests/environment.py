"""The environment a line is started in, and what is wrong in it."""

from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from decoy.errors import Misconfigured
from decoy.settings import load
from tests.wire import PUBLIC_URL

ACCOUNT = "AC" + "1" * 32
SECRET = "a secret of enough characters"
EXAMPLE = phonenumbers.example_number_for_type("FR", PhoneNumberType.MOBILE)
ASSIGNED = phonenumbers.format_number(EXAMPLE, PhoneNumberFormat.E164) if EXAMPLE else ""
NUMBERS = f'[[numbers]]\nnumber = "{ASSIGNED}"\nlanguage = "fr"\n'


def real_line(folder: Path) -> dict[str, str]:
    """Write the environment of a real line in which nothing is wrong."""
    (folder / "policy.toml").write_text(NUMBERS)
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "token",
        "DECOY_SECRET_KEY": SECRET,
        "DECOY_PUBLIC_URL": f"{PUBLIC_URL}/",
        "DECOY_DATA_DIR": str(folder),
        "DECOY_CONFIG": str(folder / "policy.toml"),
    }


def told(environ: dict[str, str], policy: str) -> dict[str, str]:
    """Write a *policy* beside the data, and name it in *environ* to be laid over the shipped one."""
    path = Path(environ["DECOY_DATA_DIR"]) / "policy.toml"
    path.write_text(policy)
    return environ | {"DECOY_CONFIG": str(path)}


def problems(environ: dict[str, str], policy: str = "") -> list[str]:
    """List what is wrong in *environ*, with some *policy* laid over the shipped one."""
    with pytest.raises(Misconfigured) as wrong:
        load(told(environ, policy) if policy else environ)
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems
