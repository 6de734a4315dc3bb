"""The fields of a card: which of them are locked, and what may stand in each."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.amounts import money
from core.clients import identifiers
from core.clients.model import NewClient
from core.errors import InvalidInput
from core.typed import line, prose

NAME = 300
CONTACT_NAME = 200
POSITION = 200
EMAIL = 254
PECULIARITIES = 1000
ADDRESS = 500
LONGEST_DEFERRAL = 365
WHOLE = 100
_MOST_MATERIALS = 30
CONTRACT_NUMBER = 64
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER_SIGN = re.compile(r"(?:(?:№|N(?=[\s\d]))\s*)+")


def name(typed: str) -> str:
    found = line(typed, NAME, "name")
    if not found:
        raise InvalidInput("name-missing")
    return found


def contact_name(typed: str) -> str:
    found = line(typed, CONTACT_NAME, "name")
    if not found:
        raise InvalidInput("name-missing")
    return found


def email(typed: str) -> str | None:
    found = line(typed, EMAIL, "email")
    if found and _EMAIL.fullmatch(found) is None:
        raise InvalidInput("email-invalid")
    return found or None


def contract_number(typed: str) -> str | None:
    """Without the sign before it, which every card sets by itself."""
    found = line(typed, CONTRACT_NUMBER, "contract_number")
    sign = _NUMBER_SIGN.match(found)
    return (found[sign.end() :] if sign else found) or None


def materials(typed: Any) -> list[str]:
    """A13: a client may buy several; each once, in any case."""
    words = typed.split(",") if isinstance(typed, str) else list(typed)
    found = {w.casefold(): w for w in (line(word, 100, "materials") for word in words) if w}
    if len(found) > _MOST_MATERIALS:
        raise InvalidInput("too-long", field="materials", limit=_MOST_MATERIALS, length=len(found))
    return sorted(found.values(), key=str.casefold)


def _short(field: str, limit: int) -> Callable[[str], str | None]:
    return lambda typed: line(typed, limit, field) or None


def _long(field: str, limit: int) -> Callable[[str], str | None]:
    return lambda typed: prose(typed, limit, field) or None


def _whole(field: str, most: int) -> Callable[[Any], int | None]:
    def read(typed: Any) -> int | None:
        text = str(typed).strip()
        if text == "":
            return None
        if re.fullmatch("[0-9]{1,6}", text) is None or int(text) > most:
            raise InvalidInput("number-range", field=field, most=most)
        return int(text)

    return read


def _limit(typed: Any) -> Decimal | None:
    text = str(typed).strip()
    return money(text) if text else None


Reader = Callable[[Any], Any]

LOCKED: Mapping[str, Reader] = {
    "name": name,
    "inn": identifiers.inn,
    "kpp": identifiers.kpp,
    "ogrn": identifiers.ogrn,
    "country": identifiers.country,
    "registration": _short("registration", 64),
    "address": _long("address", ADDRESS),
    "delivery_address": _long("delivery_address", ADDRESS),
    "unloading_contact": _short("unloading_contact", NAME),
}
"""A1: after the creation these are changed by administrators, by everybody else on request."""

NUMBERS = frozenset({"inn", "kpp", "ogrn", "country", "registration"})

DESCRIBED: Mapping[str, Reader] = {
    "peculiarities": _long("peculiarities", PECULIARITIES),
    "materials": materials,
    "region": _short("region", 100),
    "competitor": _short("competitor", 200),
    "unloading_hours": _short("unloading_hours", 100),
}
"""A10, A13: whoever answers for the client changes these."""

TERMS: Mapping[str, Reader] = {
    "deferral_days": _whole("deferral_days", LONGEST_DEFERRAL),
    "deferral_limit": _limit,
    "prepayment_percent": _whole("prepayment_percent", WHOLE),
}
"""By approval (A1)."""

CONTACT: Mapping[str, Reader] = {
    "name": contact_name,
    "position": lambda typed: line(typed, POSITION, "position"),
    "phone": _short("phone", 32),
    "email": email,
}


def read(typed: Mapping[str, Any], fields: Mapping[str, Reader]) -> dict[str, Any]:
    """Each value as it is kept. Raises InvalidInput; a field of another kind is refused."""
    if not typed:
        raise InvalidInput("nothing-changed")
    for field in typed:
        if field not in fields:
            code = "field-locked" if field in LOCKED else "field-unknown"
            raise InvalidInput(code, field=field[:32])
    return {field: fields[field]("" if value is None else value) for field, value in typed.items()}


def of_new(new: NewClient) -> dict[str, Any]:
    """The facts of a new card; without any number of a register it is a lead."""
    facts = {
        "name": name(new.name),
        "inn": identifiers.inn(new.inn),
        "kpp": identifiers.kpp(new.kpp),
        "ogrn": identifiers.ogrn(new.ogrn),
        "country": identifiers.country(new.country),
        "registration": line(new.registration, 64, "registration") or None,
        "region": line(new.region, 100, "region") or None,
        "address": prose(new.address, ADDRESS, "address") or None,
    }
    known = facts["inn"] or facts["kpp"] or facts["ogrn"] or facts["registration"]
    if known:
        identifiers.fitting(facts)
    return facts | {"kind": "company" if known else "lead"}


def plain(value: Any) -> Any:
    """Fit for JSON: what the record of changes and a request keep."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
