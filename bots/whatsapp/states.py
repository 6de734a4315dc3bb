from core.messaging.model import State

_STATES = {
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "partially_delivered": State.DELIVERED,
    "read": State.READ,
    "failed": State.FAILED,
    "undelivered": State.FAILED,
    "canceled": State.FAILED,
}


def state_of(status: object) -> State | None:
    """Our "sent" means accepted by Twilio: all its steps before the delivery are one to a person.

    None for states of inbound messages and for names not known yet.
    """
    return _STATES.get(str(status))


def price_paid(price: str | None) -> str | None:
    """Twilio writes a charge as a negative amount; a person reads what was paid."""
    if not price:
        return None
    return price[1:] if price.startswith("-") else f"-{price}" if price.strip("0.") else price


def error_code(code: object) -> str | None:
    """No error is written as null, an empty string or 0."""
    return str(code) if code not in (None, "", 0, "0") else None
