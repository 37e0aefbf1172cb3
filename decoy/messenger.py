"""The messenger: does errands on a server, and knows the scripts in `lua/` that touch several keys at once."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from redis.exceptions import NoScriptError

from decoy import errands
from decoy.errands import Command, Errand, Script, T

SCRIPTS = Path(__file__).parent / "lua"


class Messenger:
    """Does errands on the server that its *redis* reaches."""

    redis: Any

    @cached_property
    def _scripts(self) -> dict[str, Any]:
        return {path.stem: self.redis.register_script(path.read_text()) for path in SCRIPTS.glob("*.lua")}

    def run(self, script: str, keys: Sequence[str], args: Sequence[str | int]) -> Any:
        """Run *script* (a file of `lua/`, by its name) in one round trip."""
        return self.do(errands.run(script, keys, args, mean=lambda answer: answer))

    def do(self, errand: Errand[T]) -> T:
        """Do an *errand* in one round trip; one of nothing in none. A new server is taught all scripts at once."""
        commands = [self._spelled(command) for command in errand.commands]
        try:
            return errand.mean(self._ask(commands))
        except NoScriptError:
            self._ask([("SCRIPT LOAD", script.script) for script in self._scripts.values()])
            return errand.mean(self._ask(commands))

    def _ask(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        if len(commands) < 2:  # spares what a pipeline costs
            return [self.redis.execute_command(*command) for command in commands]
        with self.redis.pipeline(transaction=False) as together:
            for command in commands:
                together.execute_command(*command)
            return list(together.execute())

    def _spelled(self, command: Command) -> Sequence[Any]:
        if isinstance(command, Script):
            return "EVALSHA", self._scripts[command.name].sha, len(command.keys), *command.keys, *command.args
        return command
