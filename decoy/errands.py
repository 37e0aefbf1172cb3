"""
Errands: what several owners have the store do, put together into one round trip. Pure: the store does them.

Whoever owns a key says what is to be done with it, and what the answer means; a walk says what is done together.
Errands are done in their order, each as a whole, but others may come between two of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
T = TypeVar("T")
Tco = TypeVar("Tco", covariant=True)


class Script(NamedTuple):
    """One run of a script of `lua/`, by its name."""

    name: str
    keys: Sequence[str]
    args: Sequence[str | int]


Command = Script | tuple[str | int, ...]


@dataclass(frozen=True)
class Errand(Generic[Tco]):
    """What the store is to do: *commands*, and what their answers, in the same order, *mean*."""

    commands: tuple[Command, ...]
    mean: Callable[[Sequence[Any]], Tco]


NOTHING: Errand[None] = Errand((), lambda _: None)


def run(script: str, keys: Sequence[str], args: Sequence[str | int], mean: Callable[[Any], T]) -> Errand[T]:
    """Have the store run a *script*; *mean* reads its answer."""
    return Errand((Script(script, keys, args),), lambda answers: mean(answers[0]))


def ask(*commands: tuple[str | int, ...], mean: Callable[..., T]) -> Errand[T]:
    """Have the store do some *commands*; *mean* reads their answers, an argument each."""
    return Errand(commands, lambda answers: mean(*answers))


@overload
def together(first: Errand[A], second: Errand[B], /) -> Errand[tuple[A, B]]: ...


@overload
def together(first: Errand[A], second: Errand[B], third: Errand[C], /) -> Errand[tuple[A, B, C]]: ...


def together(*errands: Errand[Any]) -> Errand[Any]:
    """Put a few errands of different owners together."""
    each = all_of(errands)
    return Errand(each.commands, lambda answers: tuple(each.mean(answers)))


def merged(errand: Errand[A], mean: Callable[[A], B]) -> Errand[B]:
    """Make of the outcome of an *errand* what *mean* says."""
    return Errand(errand.commands, lambda answers: mean(errand.mean(answers)))


def all_of(errands: Iterable[Errand[T]]) -> Errand[list[T]]:
    """Put any number of errands of one kind together."""
    many = list(errands)

    def mean(answers: Sequence[Any]) -> list[T]:
        left = iter(answers)
        return [errand.mean([next(left) for _ in errand.commands]) for errand in many]

    return Errand(tuple(command for errand in many for command in errand.commands), mean)
