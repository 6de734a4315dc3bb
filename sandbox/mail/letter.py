"""A letter as its reader's program shows it, and what a strict server would not take."""

import email
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

ONCE = ("From", "To", "Subject", "Date", "Message-ID")
LONGEST_LINE = 998


class _Links(HTMLParser):
    """The links of a page in their order: [label, address]."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(["", dict(attrs).get("href") or ""])
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][0] += data


def fault_of(content: bytes, recipient: str) -> str | None:
    """The answer that refuses a letter which some server out there would refuse."""
    if b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        return "554 5.6.0 bare line ends"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        return "554 5.6.0 a line is too long"
    letter = email.message_from_bytes(content, policy=default)
    for name in ONCE:
        if len(letter.get_all(name, [])) != 1:
            return f"554 5.6.0 {name} must stand there once"
    if letter["To"] != recipient:
        return "554 5.6.0 written to somebody else"
    return None


def shown(content: bytes) -> dict[str, Any]:
    letter = email.message_from_bytes(content, policy=default)
    html = _part(letter, "html")
    reader = _Links()
    reader.feed(html)
    return {
        "from": str(letter["From"]),
        "from_name": _named(letter),
        "subject": str(letter["Subject"]),
        "text": _part(letter, "plain"),
        "html": html,
        "links": [
            {"label": label, "url": url}
            for label, url in reader.found
            if urlsplit(url).scheme in ("http", "https")
        ],
        "message_id": str(letter["Message-ID"]),
    }


def _named(letter: EmailMessage) -> str:
    """As a list of letters shows it: the name without its quotes, or the bare address."""
    senders = letter["From"].addresses
    return senders[0].display_name or senders[0].addr_spec if senders else ""


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    return "" if body is None else str(body.get_content()).replace("\r\n", "\n").strip()
