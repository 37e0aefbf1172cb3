"""How a field of Twilio's is read."""


def whole(text: str | None, least: int = 0) -> int:
    """Read a whole number from a field; *least* when there is none."""
    return max(least, int(text)) if text and text.isascii() and text.isdigit() else least
