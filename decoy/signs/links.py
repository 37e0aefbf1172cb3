"""Links: where a text wants its reader to go."""

import re

from decoy.signs.institutions import ENDINGS

LINK = re.compile(
    r"(?P<scheme>\b(?:https?|hxxps?)\s?:\s?/\s?/\s?|\bwww\d?\.)?"
    r"(?<![\w@])(?P<host>(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[\w.%+-]{1,60}@)?(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}|0x[0-9a-f]{8}|[0-9]{8,10}(?=/))"
    r"\.?(?P<rest>(?::\d{2,5})?(?:[/?#][^\s<>\"]{0,400})?)"
)
ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")
MAPS = "maps.google.com"
MAPPED = frozenset({"google.com", "google.fr", "google.be", "google.nl", "google.co.uk", "goo.gl"})
DOT = re.compile(r" ?[\[({] ?(?:\.|dot|point) ?[\])}] ?")


def split(seen: str) -> tuple[list[str], str]:
    """Give the hosts that a text links to, in their order, and the text without its links; *seen* is `visible`."""
    hosts: list[str] = []

    def take(found: re.Match[str]) -> str:
        if not _is_link(found):
            return found[0]
        hosts.append(_host(found["host"], found["rest"]))
        return " "

    return hosts, LINK.sub(take, DOT.sub(".", seen)) if "." in seen or "://" in seen else seen


def _is_link(found: re.Match[str]) -> bool:
    host = found["host"]
    if found["scheme"]:
        return True
    if "@" in host or "." not in host or host.replace(".", "").isdigit():
        return bool(ADDRESS.fullmatch(host))  # else an address for mail, a date, an amount, a time
    return host.rpartition(".")[2] in ENDINGS or found["rest"].startswith("/")


def _host(written: str, rest: str) -> str:
    """Take off a user's name, which is there to look like a host, and www.; name a map by the host of maps."""
    host = written.rpartition("@")[2].removeprefix("www.").strip("-_")
    return MAPS if host in MAPPED and rest.startswith("/maps") else host
