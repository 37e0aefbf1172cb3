"""Shapes: what machines write and people do not, whatever the language. All patterns run over folded text."""

import re

STOP_TO_NUMBER = re.compile(  # "STOP au 36111", "STOP=36111", "txt STOP to 87121", "stuur STOP naar 4040"
    r"\bstop\s?(?:sms)?\s?(?:au|a|at|op|to|naar|:|=|-|>)\s?(?:le\s)?[1-9][0-9]{4}\b(?!\s?(?:€|eur))"
    r"|\b(?:text|txt|send|sms|stuur|reply)\s[\"']?stop[\"']?\s(?:to|naar)\s[1-9][0-9]{3,5}\b"
    r"|\bstop\s?(?:sms\s?|pub\s?)?[1-9][0-9]{4}\b"
)
STOP_LAST = re.compile(r"\b(?:stop\s?(?:sms|pub)|(?:pas de |no )?pub\s?[:=,?-]?\s?stop|reply stop to|stop ?2 ?end)\b")
STOP_BEFORE_LINK = re.compile(r"\b(?:stop|desabo|desinscription|unsub|afmelden)\b\W{0,4}$")
ONE_WORD_ANSWER = re.compile(
    r"\b(?:repondez|envoyez|reply|antwoord|stuur)\s(?:par |avec |with |met )?[\"']?(?:oui|yes|ja|ok|1|y)\b"
)
STOP_WORD = re.compile(
    r"\b(?:repondez|repondre|envoyez|reponse|reply|send|text|txt|stuur|antwoord(?: met)?|sms)\s(?:par |avec |with )?"
    r"[\"']?stop\b"
)
CODE = re.compile(
    r"(?<![\d.,€+])\b(?:[a-z]-)?(?:[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|(?:[0-9]{2} ){2}[0-9]{2}(?! ?[0-9]))\b"
    r"(?!\s?(?:€|eur|h\b|km|m2))"
)
YOUR_CODE = re.compile(  # "123456 is your Example code", "Votre code Example : 123456"
    r"\b(?:your|votre|uw) (?:[a-z0-9&-]{1,20}(?:\.[a-z]{2,4})? ){0,2}(?:code|otp|pin|passcode|verificatiecode)\b"
)
SHORT_CODE = re.compile(
    r"\b(?:envoyez|envoie|envoyer|sms|text|txt|tapez|stuur|send|repondez|call)\b[^\n]{0,40}?"
    r"\b(?:au|to|naar|a|on)\s[1-9][0-9]{4}\b"
)
PREMIUM = re.compile(
    r"(?<![0-9+])(?:(?:0|\+33\s?|0033\s?)8[ .-]?[129](?:[ .-]?[0-9]){7}"  # France: 081, 082, 089
    r"|090[0-9][ /.-]?[0-9]{2,3}(?:[ .-]?[0-9]{2,3}){1,2})(?![0-9])"  # Belgium, the Netherlands, United Kingdom
)
RATE = re.compile(
    r"(?:€|eur|euros?|£|p|pence|gbp|c|cts|ct)\s?(?:ttc\s?)?(?:/|par |per |a )\s?"
    r"(?:sms|msg|text|txt|min|minute|appel|call|wk|week|bericht)\b|£\s?[0-9.]{1,6}\s?/\s?(?:min|msg|wk|text|call)"
)
PERCENT_OFF = re.compile(
    r"-\s?[0-9]{2}\s?%|\b[0-9]{2}\s?% (?:off|de (?:remise|reduction)|korting|sur )"
    r"|\b[0-9]{1,3}\s?(?:€|eur|£) (?:offerts?|de remise|off|korting|remise)"
)
TRANSACTION = re.compile(
    r"\b(?:paiement|achat|virement|prelevement|retrait|transaction|operation|debit|payment|purchase|transfer|betaling"
    r"|aankoop|overschrijving|charge)\s(?:par carte\s|cb\s|instantane\s|sepa\s)?"
    r"(?:de|d'un montant de|of|for|van|om)\s(?:€|£|\$|eur)?\s?[0-9]"
)
TAG = re.compile(r"^\W{0,4}(?:\[[^\]\n]{2,30}\]|\([^)\n]{2,20}\)|[a-z0-9][a-z0-9 .'&+-]{1,24}?\s?:\s?(?=[a-z0-9]))")
REFERENCE = re.compile(
    r"\b(?:n°|no|nr|num|numero|ref|reference|dossier|colis|commande|zending|parcel|order|package|id)\s?[:.#°]{0,2}\s?"
    r"(?=[a-z]{0,3}[0-9])[a-z0-9-]{6,24}\b"
)
MAILBOX = re.compile(r"[\w.+-]{1,40}@[\w-]{2,40}\.[a-z]{2,8}\b")
MOMENT = re.compile(
    r"\b(?:[0-3]?[0-9][/.-][01]?[0-9](?:[/.-][0-9]{2,4})?|[0-2]?[0-9]\s?(?:h|:|u|heures|am|pm)\s?[0-5]?[0-9]?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday|tomorrow|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen)\b"
)
PHONE = re.compile(r"(?<![0-9])(?:\+|00)?[0-9](?:[ .()/-]{0,2}[0-9]){8,13}(?![0-9])")
