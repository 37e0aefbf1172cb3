"""The alert channels: where operators are told, each an apprise URL. What a URL says past its scheme is secret."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apprise import Apprise

BETWEEN = re.compile(r"\s+|,\s*(?=[A-Za-z0-9]+://)")  # a comma may also stand inside a URL
SCHEME = re.compile(r"([A-Za-z0-9]{1,20})://.*", re.DOTALL)
PATIENCE = 10  # seconds for one channel
LONGEST = 15  # seconds for all of them, at once; deliveries wait meanwhile
SENDER = "Service"  # how we sign: phones are seen by others


@dataclass(frozen=True)
class Channel:
    """One channel: its *name* is its scheme, numbered when there are several of it."""

    name: str
    apprise: "Apprise" = field(repr=False)

    def tell(self, subject: str, text: str) -> bool:
        """Send one message; False unless the channel accepted it. Never raises."""
        try:
            return bool(self.apprise.notify(title=subject, body=text, body_format="text"))
        except Exception:  # whatever is wrong out there must not hurt us
            return False


def split(written: str) -> tuple[str, ...]:
    """Split what DECOY_ALERTS holds into URLs."""
    return tuple(filter(None, (url.strip(",") for url in BETWEEN.split(written))))


def problems(urls: Iterable[str]) -> list[str]:
    """Say which URLs apprise does not understand, by place and scheme only."""
    return [
        f"DECOY_ALERTS: its URL number {place}{_scheme_said(url)} is none that apprise understands: "
        "docs/operating.md has examples."
        for place, url in enumerate(urls, start=1)
        if _understood(url) is None
    ]


def opened(urls: Iterable[str]) -> tuple[Channel, ...]:
    """Make a channel of each URL; none is reached before it is told something."""
    seen: Counter[str] = Counter()
    found = []
    for url in urls:
        apprise, scheme = _understood(url), scheme_of(url)
        seen[scheme] += 1
        if apprise is not None:
            found.append(Channel(scheme if seen[scheme] == 1 else f"{scheme} {seen[scheme]}", apprise))
    return tuple(found)


def tell_all(channels: Sequence[Channel], subject: str, text: str) -> dict[str, bool]:
    """Tell all *channels* at once, and say of each whether it accepted; one that hangs keeps nobody waiting."""
    if not channels:
        return {}
    pool = ThreadPoolExecutor(len(channels), thread_name_prefix="alerts")
    told = {channel.name: pool.submit(channel.tell, subject, text) for channel in channels}
    wait(told.values(), timeout=LONGEST)
    pool.shutdown(wait=False, cancel_futures=True)
    return {name: future.done() and not future.cancelled() and future.result() for name, future in told.items()}


def scheme_of(url: str) -> str:
    """Read the scheme of *url*; "" when it has none."""
    found = SCHEME.fullmatch(url)
    return found[1].lower() if found else ""


def _scheme_said(url: str) -> str:
    scheme = scheme_of(url)
    return f" ({scheme}://)" if scheme else ""


def _understood(url: str) -> "Apprise | None":
    from apprise import Apprise, AppriseAsset  # loads a hundred services, which a line without alerts does not need

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log addresses
    asset = AppriseAsset(app_id=SENDER, app_desc=SENDER, app_url="", service_timeout=PATIENCE)
    apprise = Apprise(asset=asset)
    return apprise if scheme_of(url) and apprise.add(url) else None
