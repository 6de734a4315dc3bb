"""A letter: words, the same as simple HTML, buttons as links; nothing is fetched from afar."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Any

from bots.email.config import SmtpConfig
from core.messaging.model import OutboxRow

SUBJECT = 150
_POLICY = SMTP.clone(cte_type="7bit")
"""Any server passes it on unchanged."""
_HASH = 12
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BUTTON = (
    "display:inline-block;margin:4px 8px 4px 0;padding:10px 16px;border-radius:8px;"
    "background:#1d4f5e;color:#ffffff;text-decoration:none;font-weight:600"
)
_BODY = "margin:0;padding:16px;font:16px/1.45 system-ui,Arial,sans-serif;color:#16202a"
_SMALL = "color:#55626f;font-size:13px"

Links = Sequence[Sequence[str]]
"""[label, address] each."""


def composed(row: OutboxRow, config: SmtpConfig, now: datetime) -> bytes:
    """With line ends of SMTP. The same row makes the same Message-ID: a repeat shows as one."""
    payload = row.payload
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address(_line(config.name), addr_spec=config.sender)
    letter["To"] = Address(addr_spec=row.chat)
    letter["Subject"] = _line(str(payload.get("subject") or config.name))[:SUBJECT]
    letter["Date"] = now
    letter["Message-ID"] = f"<{name_of(row)}@{config.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(plain(payload))
    letter.add_alternative(html(payload), subtype="html")
    return letter.as_bytes()


def name_of(row: OutboxRow) -> str:
    return f"outbox-{row.id}.{row.payload_hash[:_HASH]}"


def plain(payload: Mapping[str, Any]) -> str:
    links = [f"{_line(label)}:\n{address}" for label, address in _links(payload)]
    footer = [f"-- \n{_clean(payload['footer'])}"] if payload.get("footer") else []
    return "\n\n".join([_clean(payload["text"]), *links, *footer]) + "\n"


def html(payload: Mapping[str, Any]) -> str:
    """Everything of ours is escaped; a link leads only where http leads."""
    head, *rest = _clean(payload["text"]).split("\n")
    lines = [f"<strong>{escape(head)}</strong>", *(escape(line) for line in rest)]
    buttons = "".join(
        f'<a href="{escape(address)}" style="{_BUTTON}">{escape(_line(label))}</a>'
        for label, address in _links(payload)
    )
    footer = escape(_clean(str(payload.get("footer") or "")))
    return (
        '<!doctype html><html><head><meta charset="utf-8"></head>'
        f'<body style="{_BODY}"><p>{"<br>".join(lines)}</p>'
        + (f"<p>{buttons}</p>" if buttons else "")
        + (f'<p style="{_SMALL}">{footer}</p>' if footer else "")
        + "</body></html>\n"
    )


def _links(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    links: Links = payload.get("links") or ()
    return [(label, at) for label, at in links if at.startswith(("https://", "http://"))]


def _clean(text: str) -> str:
    """As text can be written down: no control characters, no halves of characters."""
    whole = text.encode("utf-8", "replace").decode()
    return _CONTROL.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))


def _line(text: str) -> str:
    """Of one line: a header ends where a line does."""
    return " ".join(_clean(_CONTROL.sub(" ", text)).split())
