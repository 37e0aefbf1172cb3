"""A crowd's texts, invented: what strangers write first, and how a campaign dresses one body up."""

from collections.abc import Callable
from random import Random

from decoy.bodies import fold


def phrases(text: str) -> list[str]:
    """Take apart what stands between slashes."""
    return [" ".join(phrase.split()) for phrase in text.split("/")]


NAMES = phrases(
    """
    Kevin / Thomas / Nico / Lucas / Théo / Hugo / Maxime / Julien / Alex / Mehdi / Karim / Yanis / Romain /
    Florian / Quentin / Jordan
    """
)
HELLO = phrases(
    """
    salut / slt / coucou / Bonjour / hey / cc / Bonsoir / hello / yo / Salut toi / hey salut / Bonsoir
    mademoiselle / kikou
    """
)
WHO = phrases(
    """
    c'est {name} / cest {name} / moi c'est {name} / {name} / c'est {name} d'hier soir / c'est le mec d'hier /
    ici {name}
    """
)
MET = phrases(
    """
    on s'est vus hier soir / on s'est vu hier soir au bar / on c vu samedi / tu m'as donné ton numéro {when} /
    on s'est rencontrés {when} à {place} / tu te souviens de moi / on a parlé {when} devant {place} / on a dansé
    {when} / je t'ai croisée {when} près de {place} / je suis celui de {place} / c moi qui t'ai payé un verre
    {when} / tu m'as laissé ton num {when} à {place} / on s'est parlé dans le bus {when} / j'étais avec {name}
    {when}
    """
)
WHEN = phrases(
    """
    hier / hier soir / samedi / samedi soir / vendredi / ce matin / tout à l'heure / cet aprem / dimanche /
    l'autre soir
    """
)
PLACE = phrases(
    """
    la gare / la fac / la soirée de {name} / la boîte / Bastille / la plage / la salle de sport / Bellecour / le
    vieux port
    """
)
ASK = phrases(
    """
    ça va / tu fais quoi / t'es dispo ce soir / ça te dit un verre {then} / on se revoit quand / tu m'as bien
    plu / t bonne / réponds / tu veux aller boire un café {then} / j'aimerais bien te revoir / pourquoi tu
    réponds pas / tu peux m'appeler / dis moi si t'es libre {then} / je pense à toi depuis {when} / c'est quoi
    ton snap / j'espère que t'es bien rentrée / t'as pas oublié {when} j'espère / {name} m'a dit que t'étais
    célib / on se capte {then} / envoie une photo de toi / je te paye un resto {then} / tu aurais pu répondre
    quand même / je repasse à {place} {then} / t'habites près de {place}
    """
)
THEN = phrases(
    """
    demain / ce soir / ce weekend / samedi / dans la semaine / mardi soir / quand tu veux / un de ces quatre
    """
)
BYE = ["bisous", "biz", "à plus", "à bientôt", "bonne soirée", "tcho", "j'attends ta réponse", ";)", "!!!", ""]
SLOTS = {"{place}": PLACE, "{name}": NAMES, "{when}": WHEN, "{then}": THEN}
OTHERS = phrases(
    """
    maintenant / vite / super / gratuit / toujours / jamais / madame / chose / numéro / vraiment / ensemble /
    dehors
    """
)
DISGUISES = dict(zip("aeopcxyAEOPCTHKMB", "аеорсхуАЕОРСТНКМВ", strict=True))


def first_text(random: Random) -> str:
    """Write what one stranger might write first."""
    parts = [random.choice(kind) for kind in (HELLO, WHO, MET) if random.random() < 0.8]
    parts += random.sample(ASK, random.choice([0, 1, 1, 2, 3]))
    text = random.choice([", ", " "]).join([*parts, random.choice(BYE)])
    for slot, words in SLOTS.items():
        while slot in text:
            text = text.replace(slot, random.choice(words), 1)
    return _without_a_letter(text, random) if random.random() < 0.25 else text


def body(random: Random, letters: int) -> str:
    """Write a body of so many *letters*, or a few more."""
    words: list[str] = []
    while sum(len(word) for word in fold(" ".join(words)) if word.isalpha()) < letters:
        words += first_text(random).split()[-3:]
    return " ".join(words)


def _changed(text: str, random: Random) -> str:
    words = text.split()
    words[random.randrange(len(words))] = random.choice(OTHERS)
    return " ".join(words)


def _without_a_letter(text: str, random: Random) -> str:
    place = random.randrange(len(text) + 1)
    return text[:place] + text[place + 1 :]


Copy = Callable[[str, Random], str]

SAME: dict[str, Copy] = {
    "accents": lambda text, random: text.translate(str.maketrans("éèêàçô", "eeeaco")),
    "capitals": lambda text, random: text.upper(),
    "homoglyphs": lambda text, random: "".join(DISGUISES.get(c, c) if random.random() < 0.5 else c for c in text),
    "invisible": lambda text, random: "".join(c + random.choice(["", "\u200b", "\u00ad", "\u0301"]) for c in text),
    "repeats": lambda text, random: "".join(c * random.randint(1, 4) if c.isalpha() else c for c in text),
    "signs": lambda text, random: text.replace(" ", " !? "),
    "wide": lambda text, random: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text),
}
NEAR: dict[str, Copy] = {
    "name in front": lambda text, random: f"{random.choice(NAMES)}, {text}",
    "name and hello in front": lambda text, random: f"Bonjour {random.choice(NAMES)} : {text}",
    "word behind": lambda text, random: f"{text} {random.choice(OTHERS)}",
    "eight words behind": lambda text, random: f"{text} {' '.join(random.sample(OTHERS, 8))}",
    "code behind": lambda text, random: f"{text} ref{random.randrange(10**6)}{random.choice('abcdef')}",
    "word changed": _changed,
    "letter lost": _without_a_letter,
}
