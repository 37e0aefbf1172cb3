"""The table of the policy about the public pages: what they link to, and who may find them."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

LINK = r"https://[^\s/?#@\"<>]+\.[^\s\"<>]+"
MAILBOX = r"[^\s/?&@\"<>]+@[^\s/?&@\"<>]+\.[^\s/?&@\"<>]+"


def check_link(link: str) -> str:
    """Accept an address of the web, or none."""
    if link and not re.fullmatch(LINK, link):
        raise ValueError("write the whole address, as in https://example.org/donate, or nothing")
    return link


def check_contact(contact: str) -> str:
    """Accept an address of the web, a mail address, or none."""
    if contact and not re.fullmatch(f"mailto:{MAILBOX}|{LINK}", contact):
        raise ValueError("write it as mailto:press@example.org or https://example.org/press, or write nothing")
    return contact


class PublicPolicy(BaseModel):
    """Whether search engines may list the public pages, and what these link to; "" is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indexed: bool
    donate: Annotated[str, AfterValidator(check_link)]
    contact: Annotated[str, AfterValidator(check_contact)]
    press: Annotated[str, AfterValidator(check_contact)]
