"""The operators' desk: where they type their commands, and read what these say."""

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from decoy.cli import main
from decoy.settings import Settings

VARIABLES = (
    *("DECOY_PUBLIC_URL", "DECOY_SECRET_KEY", "DECOY_DATA_DIR", "DECOY_CONFIG", "DECOY_BIND", "WEB_CONCURRENCY"),
    *("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_API_URL"),
    *("REDIS_URL", "DECOY_ALERTS", "LC_ALL", "LC_MONETARY", "LANG"),
)


class Desk:
    """A desk whose environment names the sandbox of *settings*, and nothing of the machine it stands on."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data_dir
        self.environ: dict[str, str | None] = {
            **dict.fromkeys(VARIABLES),
            "REDIS_URL": settings.redis_url,
            "DECOY_DATA_DIR": str(settings.data_dir),
            "DECOY_PUBLIC_URL": settings.public_url,
        }

    def type(self, *words: str | Path, typed: str = "", **environ: str) -> Result:
        """Type `decoy *words*`, then *typed*; what nobody expected is raised here."""
        runner = CliRunner(env=self.environ | environ, catch_exceptions=False)
        with chdir(self.folder):
            return runner.invoke(main, [str(word) for word in words], input=typed, prog_name="decoy")

    def read(self, *words: str | Path, typed: str = "", **environ: str) -> str:
        """Type a command that succeeds, and read what it says."""
        result = self.type(*words, typed=typed, **environ)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def refusal(self, *words: str | Path, typed: str = "", **environ: str) -> tuple[int, str]:
        """Type a command that is refused, and give the exit code with the sentence."""
        result = self.type(*words, typed=typed, **environ)
        assert result.stdout == ""
        return result.exit_code, result.stderr.strip()

    def status(self, **environ: str) -> Any:
        """Read the status as a machine does."""
        return json.loads(self.read("status", "--json", **environ))

    def ledger(self) -> list[Any]:
        """Read the ledger as a machine does."""
        return [json.loads(line) for line in self.read("ledger", "--json").splitlines()]

    def policy(self, text: str) -> str:
        """Write a policy of the operators' own, and name it as DECOY_CONFIG does."""
        path = self.folder / "policy.toml"
        path.write_text(text)
        return str(path)
