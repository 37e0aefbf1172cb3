"""The spam screen: what it takes for spam, what it must not, and that nothing makes it stumble."""

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.errors import Reason, Refused
from decoy.signs import SIGNS, folding, hosts, links, shapes
from decoy.signs.reading import LONGEST_PHRASE, NOTIONS
from decoy.spam import THRESHOLD, check, screen
from tests import screened

PREMIUM = f"Vous avez gagné un cadeau ! Rappelez le 08 99 {'00 ' * 3}"
SPAM = screened.read("spam") + [("disguised", text) for text in screened.DISGUISED] + [("premium", PREMIUM)]
PERSONAL = screened.read("personal") + [("nothing much", text) for text in screened.NOTHING_MUCH]
UNSEEN_SPAM, UNSEEN_PERSONAL = screened.read("unseen_spam"), screened.read("unseen_personal")
PATTERNS = {
    f"{module.__name__}.{name}": found
    for module in (shapes, folding, links, hosts)
    for name, found in vars(module).items()
    if isinstance(found, re.Pattern)
}
ODD = [
    "\x00",
    "\ud800",
    "\udfff" * 50,
    "‮abc",
    "🙂" * 500,
    "مرحبا",
    "\ufdfa" * 3_000,
    "a" * 10_000,
    "https://",
    "http://@",
    "[.]",
]
TOPICS = [
    "colis",
    "banque",
    "carte vitale",
    "amende",
    "netflix",
    "code",
    "crypto",
    "cadeau",
    "pakket",
    "boete",
    "parcel",
]


def names(text: str) -> list[str]:
    """Name the signs that fire."""
    return [sign.name for sign in screen(text).signs]


def host_of(text: str) -> str:
    """Give the one host that a text links to."""
    (host,) = links.split(folding.visible(text))[0]
    return host


# What is spam, and what is not


@pytest.mark.parametrize(("kind", "text"), SPAM)
def test_spam(kind: str, text: str) -> None:
    """Each class of texts that machines and scammers send is known as spam, in each language, disguised or not."""
    assert screen(text).is_spam, screen(text)


@pytest.mark.parametrize(("kind", "text"), PERSONAL)
def test_personal(kind: str, text: str) -> None:
    """Whoever flirts, insists, insults or threatens writes no spam, and neither do friends of hers."""
    assert not screen(text).is_spam, screen(text)


def test_unseen_spam() -> None:
    """Of texts that were written before they were tried, nine in ten are known as spam."""
    assert sum(screen(text).is_spam for _, text in UNSEEN_SPAM) >= 0.9 * len(UNSEEN_SPAM)


@pytest.mark.parametrize(("kind", "text"), UNSEEN_PERSONAL)
def test_unseen_personal(kind: str, text: str) -> None:
    """Of personal texts that were written before they were tried, none is taken for spam."""
    assert not screen(text).is_spam, screen(text)


@pytest.mark.parametrize("text", ["REPONDS", "SALE MENTEUSE", "Tu fais quoi ? mon insta : instagram.com/karim.75"])
def test_capitals(text: str) -> None:
    """Capitals and exclamation marks change nothing: whoever is angry writes in them."""
    assert screen(text + "!!!!!!!!").score <= screen(text.lower()).score


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    "around", ["{}", "{} ?", "et ton {} alors", "j'ai vu ton {} lol", "regarde mon {} https://a.example.com"]
)
def test_a_topic_is_not_enough(topic: str, around: str) -> None:
    """A word that scammers like says nothing by itself, nor does it in a person's sentence, nor with his link."""
    assert not screen(around.format(topic)).is_spam


@pytest.mark.parametrize(
    "number", ["06 39 98 00 42", "0639980042", "+33639980042", "01 99 00 00 42", "+447700900042"]
)
@pytest.mark.parametrize(
    "around", ["appelle-moi au {}", "{}", "mon whatsapp {}", "Rappelez-moi au {} svp", "call me {}"]
)
def test_his_number(number: str, around: str) -> None:
    """His number, and that he wants to be called, is what a harasser writes, and no sign of spam."""
    assert not screen(around.format(number)).is_spam


@pytest.mark.parametrize("amount", ["20€", "20 euros", "£20", "1500 EUR", "50 balles"])
@pytest.mark.parametrize("around", ["c'est {} la place", "tu me dois {}", "{}", "j'te file {} si tu viens"])
def test_amounts(amount: str, around: str) -> None:
    """An amount of money is no sign by itself."""
    assert screen(around.format(amount)).score <= 0


# Hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("va sur https://Instagram.com/bob", "instagram.com"),
        ("www.instagram.com", "instagram.com"),
        ("INSTAGRAM.COM/BOB", "instagram.com"),
        ("https://instagram.com@evil.example.top/x", "evil.example.top"),
        ("https://instagram.com:8443/x", "instagram.com"),
        ("https://instagram.com./x", "instagram.com"),
        ("http://192.0.2.7/login", "192.0.2.7"),
        ("hxxps://evil.example.com", "evil.example.com"),
        ("evil[.]example[.]com", "evil.example.com"),
        ("http : // evil.example.com", "evil.example.com"),
    ],
)
def test_hosts_are_found(text: str, host: str) -> None:
    """The host of a link is the one a browser would go to, whatever is written around it."""
    assert host_of(text) == host


@pytest.mark.parametrize(
    "text", ["ok.tu viens", "20.50", "le 12.05.2026", "rdv 21.30/22.00", "bob@example.com", "...", "t.es ou"]
)
def test_no_hosts(text: str) -> None:
    """A missing space, an amount, a date and an address for mail are no links."""
    assert links.split(folding.visible(text))[0] == []


@pytest.mark.parametrize(
    "host", ["instagram.com", "fr-fr.facebook.com", "vm.tiktok.com", "youtu.be", "maps.app.goo.gl"]
)
def test_profiles(host: str) -> None:
    """His profile, and whatever lies below the host of it, is no link that counts against him."""
    assert names(f"https://{host}/karim") == ["profile"]


@pytest.mark.parametrize(
    "host",
    [
        "vinted-paiement-securise.com",
        "instagram.com.example.top",
        "myinstagram.com-login.example.net",
        "ameli-fr.example.com",
    ]
    + ["amelifr.example.com", "suivichronopost.example.com", "www.impots.gouv.fr.example.org", "paypal.example.com"],
)
def test_posing(host: str) -> None:
    """A host with an institution's name in it that is not the institution's decides alone."""
    assert "posing_host" in names(f"https://{host}/x")
    assert screen(f"https://{host}/x").is_spam


@pytest.mark.parametrize(
    "host",
    [
        "laposte.fr",
        "www.impots.gouv.fr",
        "assure.ameli.fr",
        "netflix.com",
        "amazon.de",
        "famelia-photo.com",
        "cafedeparis.fr",
    ]
    + ["amelie-coiffure.com", "leedflow.com", "royalmail.com", "pickups.example.com", "lescolis.example.com"],
)
def test_not_posing(host: str) -> None:
    """An institution's own host poses as nothing, nor does a host that has its letters by chance."""
    assert "posing_host" not in names(f"https://{host}/x")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.example.com", "example.com"),
        ("a.example.co.uk", "example.co.uk"),
        ("a.gouv.fr", "a.gouv.fr"),
        ("com", "com"),
    ],
)
def test_registered(host: str, expected: str) -> None:
    """What somebody registered is what stands below the public ending, be that one label or two."""
    assert hosts.registered(host) == expected


# One-time codes


@pytest.mark.parametrize(
    "text",
    [
        "le code c'est 4521",
        "code 4521B",
        "your code for the gate is 4521",
        "Le code de la porte : 123456, votre chambre est en haut",
    ]
    + [
        "code wifi 12345678",
        "mon code postal 59000",
        "c'est quoi ton code ? 1234 ?",
        "Confirmez votre prénom. Le code c'est 2580",
    ],
)
def test_codes_of_doors(text: str) -> None:
    """The code of a door is no one-time code."""
    assert "one_time_code" not in names(text)


# The sum


def test_names() -> None:
    """A name means one thing: signs that share it are steps of one kind. Every sign has a reason in a sentence."""
    steps = {sign.name: sign.kind for sign in SIGNS}
    assert all(steps[sign.name] == sign.kind for sign in SIGNS)
    assert all(re.fullmatch(r"[a-z_]+", sign.name) and sign.weight for sign in SIGNS)
    assert all(re.fullmatch(r"[A-Z].*\.", sign.reason) for sign in SIGNS)


def test_every_sign_can_fire() -> None:
    """No sign is there in vain: each shows in some text."""
    texts = [text for _, text in SPAM + PERSONAL + UNSEEN_SPAM + UNSEEN_PERSONAL]
    assert {sign.name for sign in SIGNS} - {name for text in texts for name in names(text)} == set()


def test_phrases_can_be_found() -> None:
    """Every phrase is written as texts are read, or it would never be found."""
    assert [phrase for phrase in NOTIONS if folding.words(folding.folded(phrase)) != phrase.split()] == []
    assert [phrase for phrase in NOTIONS if len(phrase.split()) > LONGEST_PHRASE] == []


@given(text=st.text(max_size=300))
def test_additive(text: str) -> None:
    """The score is the sum of the weights, the verdict follows from it, and a text is judged the same every time."""
    screening = screen(text)
    assert screening.score == sum(sign.weight for sign in screening.signs)
    assert screening.is_spam == (screening.score >= THRESHOLD)
    assert screen(text) == screening


@given(st.sampled_from([text for _, text in SPAM + PERSONAL]), st.sampled_from([" tu", " mdr", " t'es", " bisous"]))
def test_a_persons_word(text: str, word: str) -> None:
    """A word that people use among themselves never speaks for spam."""
    assert screen(text + word).score <= screen(text).score + 2  # it may sit on the sign of a text that ends oddly


@given(text=st.text(st.characters(), max_size=2_000))
def test_any_text(text: str) -> None:
    """Whatever a text is made of, it is screened."""
    screen(text)


@pytest.mark.parametrize("text", ODD, ids=repr)
def test_odd_texts(text: str) -> None:
    """Lone surrogates, NULs, other alphabets and texts without end are screened, and are no spam."""
    assert not screen(text).is_spam


def test_the_beginning_is_enough() -> None:
    """No more is looked at than the provider hands over of one text."""
    late = "a " * folding.LONGEST + "Votre code de vérification est 123456"
    assert screen(late) == screen("a " * folding.LONGEST)


# Time


def unbounded(pattern: object, inside: bool = False) -> Iterator[str]:
    """Name what could make a *pattern* take more than linear time: a repeat without end inside another repeat."""
    for code, value in pattern:  # type: ignore[attr-defined]
        repeats = code in (codes.MAX_REPEAT, codes.MIN_REPEAT)
        if repeats and value[1] > 1 and inside and value[1] == codes.MAXREPEAT:
            yield f"{code} {value}"
        for part in value if isinstance(value, (tuple, list)) else [value]:
            for inner in part if code is codes.BRANCH and isinstance(part, list) else [part]:
                if isinstance(inner, parser.SubPattern):
                    yield from unbounded(inner, inside or (repeats and value[1] > 1))


@pytest.mark.parametrize("name", PATTERNS)
def test_linear(name: str) -> None:
    """No pattern repeats what repeats without end, so that no text makes the screen slow."""
    assert list(unbounded(parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags))) == []


def test_the_proof_proves() -> None:
    """A pattern that takes exponential time would be caught."""
    assert list(unbounded(parser.parse(r"x(?:a+|b)+y")))


# The gate


def test_refused() -> None:
    """Spam is refused, with the names of its signs and nothing of the text."""
    with pytest.raises(Refused) as refused:
        check("Votre code est 123456")
    assert refused.value.reason is Reason.SPAM
    assert refused.value.signs == ("one_time_code", "formal")
    assert str(refused.value) == "spam"
    check("salut")
