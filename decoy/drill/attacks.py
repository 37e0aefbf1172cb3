"""The attacks of a drill, each a function of chance: who takes part, and what comes when."""

from collections.abc import Callable, Iterable
from random import Random

from decoy.drill import bodies
from decoy.drill.callers import Numbers
from decoy.drill.people import Person, Side, Visit
from decoy.drill.traffic import HOUR, MINUTE, OTHERS
from decoy.messages import Channel

DEAD = 0.5  # share of spoofed numbers that nobody has
PUMPED = ("BE", "CH", "LU", *OTHERS)

Write = Callable[[Random], str]
Attack = Callable[[Random, Numbers, float], list[Visit]]


def flooder(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """One man texts 20,000 times in six hours."""
    return _texts(random, [_attacker(numbers.home())] * 20_000, start, 6 * HOUR)


def botnet(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """A thousand numbers text 20 times each in six hours."""
    return _texts(random, [_attacker(numbers.home()) for _ in range(1_000)] * 20, start, 6 * HOUR)


def crowd(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Two thousand people, called together, text one to six times each in four hours."""
    people = (_attacker(numbers.home()) for _ in range(2_000))
    return _texts(random, [one for person in people for one in [person] * random.randint(1, 6)], start, 4 * HOUR)


def sequential(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Five blocks of a thousand numbers text, one number after the other, in two hours."""
    people = [_attacker(number) for _ in range(5) for number in numbers.block()]
    step = 2 * HOUR / len(people)
    return [_text(start + place * step, person, bodies.personal(random)) for place, person in enumerate(people)]


def premium(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Three thousand numbers that cost whoever answers them text in three hours."""
    people = [_attacker(numbers.costly(), answerable=False) for _ in range(3_000)]
    return _texts(random, people, start, 3 * HOUR)


def pumping(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Five thousand mobile numbers of six foreign countries text in six hours; their operators earn by replies."""
    people = [_attacker(numbers.abroad(PUMPED[place % len(PUMPED)])) for place in range(5_000)]
    return _texts(random, people, start, 6 * HOUR)


def campaign(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Three thousand numbers text one and the same advertisement in three hours."""
    people = [_attacker(numbers.home()) for _ in range(3_000)]
    return _texts(random, people, start, 3 * HOUR, bodies.advertisement)


def chain(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Three thousand numbers text one and the same message in human words in three hours."""
    return _texts(random, [_attacker(numbers.home()) for _ in range(3_000)], start, 3 * HOUR, bodies.chain)


def voice(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Ten thousand spoofed numbers call in two hours."""
    people = (_spoofed(random, numbers.assigned()) for _ in range(10_000))
    return [Visit(start + random.random() * 2 * HOUR, person, Channel.CALL) for person in people]


def spoofed(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Twenty thousand spoofed numbers, made up from French mobile prefixes, text once each in six hours."""
    people = [_spoofed(random, numbers.random_mobile()) for _ in range(20_000)]
    return _texts(random, people, start, 6 * HOUR)


def knowing(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """The same by somebody who knows which prefixes are assigned."""
    return _texts(random, [_spoofed(random, numbers.assigned()) for _ in range(20_000)], start, 6 * HOUR)


def twice(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """The same with half as many numbers, and a second text from each within the hour."""
    visits = _texts(random, [_spoofed(random, numbers.assigned()) for _ in range(10_000)], start, 6 * HOUR)
    again = [
        _text(one.at + random.uniform(MINUTE, 50 * MINUTE), one.person, bodies.personal(random)) for one in visits
    ]
    return visits + again


def drip(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Spoofed numbers text 120 times an hour for 84 hours."""
    return _texts(random, [_spoofed(random, numbers.assigned()) for _ in range(120 * 84)], start, 84 * HOUR)


def loop(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Twenty machines that answer each text they get begin to text."""
    people = [Person(numbers.home(), Side.ATTACK, echoes=True) for _ in range(20)]
    return _texts(random, people, start, HOUR)


def october(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """October 2017: a few send a thousand texts each, and a crowd some more; 20,000 texts in four hours."""
    few = [_attacker(numbers.home()) for _ in range(12)] * 1_000
    many = [_attacker(numbers.home()) for _ in range(2_000)] * 4
    return _texts(random, few + many, start, 4 * HOUR)


def testers(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """October 2017, before: three thousand people try the line in six hours. They are ordinary people."""
    people = [Person(numbers.home(), Side.ORDINARY) for _ in range(3_000)]
    return _texts(random, people, start, 6 * HOUR, lambda chance: chance.choice(bodies.TESTS))


def _attacker(number: str, answerable: bool = True) -> Person:
    return Person(number, Side.ATTACK, answerable)


def _spoofed(random: Random, number: str) -> Person:
    return Person(number, Side.ATTACK, dead=random.random() < DEAD)


def _texts(
    random: Random, people: Iterable[Person], start: float, length: float, write: Write = bodies.personal
) -> list[Visit]:
    """Have each of *people* text once for each time he is named, at any moment of *length* seconds."""
    return [_text(start + random.random() * length, person, write(random)) for person in people]


def _text(at: float, person: Person, body: str) -> Visit:
    return Visit(at, person, Channel.SMS, body)
