"""Foreign text: storable without changing what a person reads, cut where a channel ends."""

from core.typed import storable

__all__ = ["cut", "pieces", "storable", "utf16_length"]


def utf16_length(text: str) -> int:
    """Telegram counts text and entity offsets in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with an ellipsis where something is left out."""
    if utf16_length(text) <= limit:
        return text
    return _head(text, limit - 1) + "…"


def pieces(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, at a line or word where one is near."""
    rest, found = text, []
    while utf16_length(rest) > limit:
        head = _head(rest, limit)
        near = max(head.rfind("\n"), head.rfind(" "))
        if near > len(head) // 2:
            head = head[: near + 1]
        found.append(head)
        rest = rest[len(head) :]
    return [*found, rest] if rest or not found else found


def _head(text: str, limit: int) -> str:
    """The longest beginning within `limit` units; never half a character."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
