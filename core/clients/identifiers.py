"""Numbers of registers: by what a company is known to the state (DOMAIN)."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.ru import inn as inn_number
from stdnum.ru import ogrn as ogrn_number

from core.errors import InvalidInput

HOME = "RU"
COMPANY_INN = 10
COMPANY_OGRN = 13
_KPP = 9


def inn(typed: str) -> str | None:
    """10 digits of a company or 12 of an entrepreneur, with their check digits."""
    number = _digits(typed)
    if not number:
        return None
    if not _ascii(number) or not int(number) or not inn_number.is_valid(number):
        raise InvalidInput("inn-invalid")
    return number


def of_company(number: str) -> bool:
    """An INN of a company, which has branches, each with a KPP; an entrepreneur has none."""
    return len(number) == COMPANY_INN


def kpp(typed: str) -> str:
    """9 digits, or none."""
    number = _digits(typed)
    if number and not (_ascii(number) and len(number) == _KPP):
        raise InvalidInput("kpp-invalid")
    return number


def ogrn(typed: str) -> str | None:
    """13 digits of a company or 15 of an entrepreneur, with their check digit."""
    number = _digits(typed)
    if not number:
        return None
    if not _ascii(number) or not ogrn_number.is_valid(number):
        raise InvalidInput("ogrn-invalid")
    return number


def country(typed: str) -> str:
    code = typed.strip().upper() or HOME
    if re.fullmatch("[A-Z]{2}", code) is None:
        raise InvalidInput("country-invalid")
    return code


def fitting(facts: Mapping[str, Any]) -> None:
    """Whether the numbers of one company fit each other. Raises InvalidInput.

    A KPP is a company's only; a company of this country has an INN, a foreign one the number of
    its own register.
    """
    number = facts.get("inn")
    entrepreneur = number is not None and not of_company(number)
    if facts.get("kpp") and (number is None or entrepreneur):
        raise InvalidInput("kpp-of-company")
    known = facts.get("ogrn")
    if known and (len(known) != COMPANY_OGRN) != entrepreneur:
        raise InvalidInput("ogrn-invalid")
    home = facts.get("country", HOME) == HOME
    if home and number is None:
        raise InvalidInput("inn-missing")
    if not home and not facts.get("registration"):
        raise InvalidInput("registration-missing")


def _digits(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed)


def _ascii(number: str) -> bool:
    """`str.isdigit` knows digits of every script; a register knows ten."""
    return re.fullmatch("[0-9]+", number) is not None
