"""Tables from TOML files: laid over one another, checked against a model, and every problem said in a sentence."""

import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from decoy.errors import Misconfigured

Table = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)


def read(path: Path) -> Table:
    """Read one TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured([f"{path} cannot be read: {error.strerror}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured([f"{path} is not valid TOML: {error}."]) from None


def lay_over(below: Table, above: Table) -> Table:
    """Lay one table over another: tables merge, everything else (lists too) is replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key)
        merged[key] = lay_over(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


def check(model: type[Model], paths: Iterable[Path]) -> Model:
    """Lay the files at *paths* one over another, check them against *model*; `Misconfigured` names all problems."""
    merged: Table = {}
    for path in paths:
        merged = lay_over(merged, read(path))
    return judge(model, merged, str(path))


def judge(model: type[Model], table: Table, called: str) -> Model:
    """Check *table* against *model*; `Misconfigured` names all problems, each after what the table is *called*."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise Misconfigured([f"{called}: {sentence}" for sentence in _sentences(model, error)]) from None


def _sentences(model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        where = ".".join(map(str, detail["loc"]))
        yield f"{where} {_complaint(model, detail)}.".lstrip()


def _complaint(model: type[BaseModel], detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(str(detail["loc"][-1]), _level(model, detail["loc"]).model_fields, n=1)
        return f"is not a setting; did you mean {near[0]}" if near else "is not a setting"
    if detail["type"] == "missing":
        return "is missing"
    why = detail["msg"].removeprefix("Value error, ")
    return f"is {detail['input']!r}: {why}" if detail["loc"] else why


def _level(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    """Find the table in which the last step of *path* was written."""
    for step in path[:-1]:
        field = model.model_fields.get(str(step))
        inner = (field.annotation, *get_args(field.annotation)) if field else ()
        model = next((kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return model
