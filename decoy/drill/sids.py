"""The sids of a drill: each tells whose side it belongs to, so that money can be told apart afterwards."""

from decoy.drill.people import Side

KINDS = {"sms": "SM0", "call": "CA0", "reply": "SM1"}
LETTERS = {Side.ORDINARY: "0", Side.ATTACK: "a"}
PLACE = 3  # of the letter


def sid_of(side: Side, kind: str, count: int) -> str:
    """Make the sid of the contact or reply number *count*."""
    return f"{KINDS[kind]}{LETTERS[side]}{count:030x}"


def side_of(sid: str) -> Side:
    """Tell whose side a sid belongs to."""
    return Side.ATTACK if sid[PLACE] == LETTERS[Side.ATTACK] else Side.ORDINARY
