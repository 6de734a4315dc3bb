"""Addresses of e-mail as they are stored: one mailbox, plain ASCII, nothing around it."""

import re

from core.errors import InvalidInput

MAILER = "smtp"
"""The provider of whatever goes to a mailbox."""
LONGEST = 190
"""With a prefix it still fits where the outbox keeps the order of what is sent to it."""
_MAILBOX = 64
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}(?:\.{_LOCAL})*@{_LABEL}(?:\.{_LABEL})+")


def mailbox(typed: str) -> str:
    """The domain in small letters; raises InvalidInput.

    What gets through holds no space, bracket or line break: it is safe in a header and in a
    command of SMTP.
    """
    name, _, domain = typed.strip().rpartition("@")
    address = f"{name}@{domain.lower()}"
    if _ADDRESS.fullmatch(address) is None or len(address) > LONGEST or len(name) > _MAILBOX:
        raise InvalidInput("email-invalid")
    return address


def reachable(address: str | None) -> bool:
    """What was stored before addresses were judged may be anything."""
    try:
        return bool(address) and mailbox(address or "") is not None
    except InvalidInput:
        return False
