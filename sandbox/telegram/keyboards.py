from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad

BUTTONS_LIMIT = 100
Markup = dict[str, Any]


def split_markup(markup: Markup | None) -> tuple[Markup | None, Markup | None]:
    """A Message shows only an inline keyboard; the other kinds live in the person's app."""
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return inline_only(markup), None
    rows = markup.get("keyboard", ())
    if "keyboard" in markup and not any(rows):
        raise bad("reply keyboard is empty")
    return None, markup


def inline_only(markup: Markup | None) -> Markup | None:
    """Empty keyboards vanish; links must be ones that a phone can open."""
    if markup is None:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if "url" in button:
        _check_link(button["url"])
    if "web_app" in button and not button["web_app"]["url"].startswith("https://"):
        raise bad(
            f"inline keyboard button Web App URL '{button['web_app']['url']}' is invalid: "
            "Only HTTPS links are allowed"
        )


def _check_link(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.hostname or ""
    if parts.scheme in ("tg", "ton"):
        return
    if parts.scheme not in ("http", "https") or ("." not in host and ":" not in host):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
