"""
What people text in a drill: made up from short pieces, so that no two are alike unless somebody means it.

A long text has four or five pieces, each from some forty: two people hardly ever share more than two of them.
"""

from random import Random

TESTS = ("test", "salut", "?", "ok", "allo", "coucou", "hello", "yo", "c est qui", "bonsoir")
OPENERS = (
    "salut|slt|coucou|hey|bonsoir|bonjour toi|cc|yo|wesh|alors|dis|hello|re|tu dors|ca va|bien rentree|hé|enfin|ah te voila"
    "|allo|bjr|ma belle|miss|et donc|bon|psst|devine|oh|holà|dis moi|franchement|sérieux|tiens|t es là|kikou|bsr|rebonjour"
    "|désolé|au fait|écoute"
).split("|")
WHO = (
    "c est Karim|c est Lucas du bar|Mehdi hier|moi c est Tom|Antoine à l appel|ton voisin de bus|le grand brun|Julien|Nico de samedi"
    "|le mec du métro|Hugo|c est moi|Stéphane|Yann avec la veste|Paul du marché|ton inconnu|Samir|Bastien|Rémi en bleu|Léo"
    "|le barbu|Kevin|Alex du concert|Jérôme|Théo|le gars de la fac|Fabrice|Momo|Pierrot|Damien|Sofiane|Gaël|Ludo|Max"
    "|Clément du train|le serveur|Arnaud|Quentin|Walid|Olivier"
).split("|")
WHAT = (
    "tu fais quoi|on se boit un verre|t es trop jolie|réponds stp|j ai pensé à toi|tu m as zappé|on se voit quand|appelle moi|je te paye un kebab"
    "|tu viens danser|pourquoi tu dis rien|t es célibataire|je suis devant|tu m ignores|un ciné|fais pas ta star|envoie une photo|je t ai vue"
    "|on se capte|tu me manques|t habites où|dispo|je rigole|je suis sérieux|fais un effort|donne une chance|raconte moi tout|j insiste un peu"
    "|je passe te prendre|on mange ensemble|tu boudes|montre toi|sympa ton sourire|reviens|ça te dit|je t attends|t as promis|dis oui"
    "|pas de réponse|c était bien"
).split("|")
WHEN = (
    "ce soir|demain|samedi|vers 20h|à la sortie|tout de suite|dimanche aprem|après le taf|ce weekend|lundi|à midi|la semaine pro|mardi soir"
    "|quand tu veux|vers minuit|en fin de journée|jeudi|dans une heure|après la fac|avant 19h|vendredi|cette nuit|bientôt|là maintenant"
    "|mercredi|au ptit dej|dès que possible|à 22h|en rentrant|pendant la pause|tantôt|au plus tard mardi|le 12|un de ces jours|ce matin"
    "|pour le match|à l apéro|avant ton train|au réveil|pdt les vacances"
).split("|")
TAILS = (
    "mdr|lol|bisous|bises|biz|;)|:)|hein|stp|svp|réponds|allez|promis|haha|hihi|...|!!|??|xoxo|jtm|merci|ok ?|dac ?|non ?|bébé|princesse|ma puce"
    "|hâte|grave|trop|tkt|wallah|sinon tant pis|j attends|à toute|à plus|tchao|ciao|la miss|quoi"
).split("|")
ENGLISH = (
    "hey there|hi|hello you|yo|so|good evening|heya|well|its me|guess who|sup|hiya",
    "its Sam|Dave from the pub|Mike here|the tall one|James|your bus mate|Chris|Rob|Adam|Luke|Ben with the hat|Josh",
    "want a drink|you looked great|call me|why so quiet|are you single|text back|lets meet|miss you|send a pic|come out|i waited|dont be shy",
    "tonight|tomorrow|at eight|on friday|this weekend|later|after work|right now|sunday|next week|around ten|at noon",
    "lol|xx|please|haha|ok?|come on|cheers|babe|??|:)|yeah|promise",
)
DUTCH = (
    "hoi|hey|hallo|dag schat|goedenavond|zeg|yo|nou|heej|he jij|goeiemorgen|psst",
    "met Bram|Jeroen hier|die lange|Pieter|Tim van de trein|Wout|Sander|Daan|Lars|Kobe|de buurman|Thijs",
    "zin in een pint|bel me|waarom zo stil|ben je single|zie ik je|je was mooi|antwoord eens|stuur een foto|kom mee|ik wacht|ga je dansen|niet verlegen zijn",
    "vanavond|morgen|zaterdag|om acht uur|straks|dit weekend|na het werk|nu meteen|zondag|volgende week|rond tien|vrijdag",
    "xx|haha|aub|toch|groetjes|lief|??|:)|kom op|ok?|beloofd|tot dan",
)
LANGUAGES = {
    "fr": (OPENERS, WHO, WHAT, WHEN, TAILS),
    "en": tuple(pieces.split("|") for pieces in ENGLISH),
    "nl": tuple(pieces.split("|") for pieces in DUTCH),
}
SHARES = {"fr": 92, "en": 4, "nl": 4}  # percent
SHORT, FOUR = 0.25, 0.45  # shares of texts of one piece, and of four; the others have five
A_TEST = 0.08  # share of first texts that only try whether somebody is there

ADVERTISEMENT = "DERNIERS JOURS : -50 % sur toute la boutique, profitez-en avant dimanche minuit sur notre site ! STOP au 36000"
CHAIN = "franchement ce numéro est une honte, arrêtez de prendre les hommes pour des monstres et laissez les gens se parler"


def personal(random: Random) -> str:
    """Write what an insistent man might text."""
    pieces = LANGUAGES[random.choices(list(SHARES), weights=list(SHARES.values()))[0]]
    chance = random.random()
    if chance < SHORT:
        return random.choice(random.choice(pieces))
    if chance < SHORT + FOUR:
        left_out = random.randrange(len(pieces))
        pieces = tuple(some for place, some in enumerate(pieces) if place != left_out)
    return " ".join(map(random.choice, pieces))


def first(random: Random) -> str:
    """Write what somebody texts first."""
    return random.choice(TESTS) if random.random() < A_TEST else personal(random)


def advertisement(random: Random) -> str:
    """Write one and the same advertisement; only its digits change."""
    return f"{ADVERTISEMENT[:-3]}{random.randrange(1000):03}"


def chain(random: Random) -> str:
    """Write one and the same message in human words, with a name put in front by some."""
    return f"{random.choice(WHO)} {CHAIN}" if random.random() < 0.3 else CHAIN
