"""Forms that bring a client in: a new one, and a lead that becomes a company (A1, D2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import name
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Entry, Talk, Typed
from bots.telegram.staff.forms.told import (
    CLIENT,
    client_in,
    told,
    told_client,
    version_in,
)
from core.clients import identifiers
from core.clients.facts import email
from core.clients.model import NewClient
from core.errors import InvalidInput
from core.ids import ClientId
from core.phones import e164

COMPANY, FOREIGN, LEAD = "company", "foreign", "lead"
SELLING = ("client:create",)


def _kinds(*kinds: str) -> Choose:
    async def among(talk: Talk) -> list[Choice]:
        return [Choice(talk.words(f"tg-kind-{kind}"), kind) for kind in kinds]

    return Choose(name="kind", label="tg-field-client-kind", ask="tg-ask-client-kind", among=among)


async def _free(talk: Talk, number: str, kpp: str | None) -> None:
    """Raises DuplicateClient with name, INN and responsible, nothing else (A5)."""
    lead = talk.values.get("client")
    but = None if lead is None else ClientId(int(lead))
    await talk.office.trade.registry.refuse_known(talk.person, number, kpp, but)


async def inn(talk: Talk, text: str) -> Entry:
    """Checked at once: its digits, and whether the company is known already.

    A branch is told from its company by the KPP alone, so that is asked for first (DOMAIN).
    """
    number = identifiers.inn(text)
    if number is None:
        raise InvalidInput("inn-invalid")
    await _free(talk, number, None if identifiers.of_company(number) else "")
    return Entry(number, number)


async def _kpp(talk: Talk, text: str) -> Entry:
    number = identifiers.kpp(text)
    await _free(talk, str(talk.values["inn"]), number)
    return Entry(number, number)


@dataclass(frozen=True, kw_only=True)
class _Kpp(Typed):
    async def skipped(self, talk: Talk) -> Entry:
        """Without a KPP it would be any branch that is known."""
        await _free(talk, str(talk.values["inn"]), "")
        return await super().skipped(talk)


async def _country(talk: Talk, text: str) -> Entry:
    del talk
    code = identifiers.country(text)
    return Entry(code, code)


async def phone(talk: Talk, text: str) -> Entry:
    number = e164(text, talk.office.region)
    return Entry(number, number)


async def mail(talk: Talk, text: str) -> Entry:
    del talk
    found = email(text)
    return Entry(found, found or "")


def _company(values: Mapping[str, Any]) -> bool:
    return values.get("kind") == COMPANY


def _branching(values: Mapping[str, Any]) -> bool:
    """A person or an entrepreneur has no KPP."""
    return _company(values) and identifiers.of_company(str(values.get("inn") or ""))


def _foreign(values: Mapping[str, Any]) -> bool:
    return values.get("kind") == FOREIGN


def _of(values: Mapping[str, Any]) -> NewClient:
    given = {
        field: str(values.get(field) or "")
        for field in ("name", "inn", "kpp", "registration", "region", "phone", "email")
    }
    return NewClient(
        **given,
        country=str(values.get("country") or identifiers.HOME),
        contact_name=str(values.get("contact") or ""),
        position=str(values.get("position") or ""),
    )


async def _create(talk: Talk) -> Screen:
    made = await talk.office.trade.registry.create(talk.person, _of(talk.values), cause=talk.cause)
    if made["id"] is None:
        return told(talk, talk.words("tg-client-checking"))
    here = Talk(
        talk.turn,
        {**talk.values, "client": made["id"]},
        {**talk.shown, "client": talk.shown["name"]},
    )
    return await told_client(here, talk.words("tg-client-created"))


async def _present_name(talk: Talk) -> list[Choice]:
    known = str(talk.shown["client"])
    return [Choice(known, known)]


async def _convert(talk: Talk) -> Screen:
    await talk.office.trade.registry.convert(
        talk.person, client_in(talk), version_in(talk), _of(talk.values), cause=talk.cause
    )
    renamed = Talk(talk.turn, talk.values, {**talk.shown, "client": talk.shown["name"]})
    return await told_client(renamed, talk.words("tg-client-converted"))


_INN = Typed(name="inn", label="tg-field-inn", ask="tg-ask-inn", when=_company, parse=inn)
_KPP = _Kpp(
    name="kpp", label="tg-field-kpp", ask="tg-ask-kpp", when=_branching, optional=True, parse=_kpp
)
_NAME = Typed(name="name", label="tg-field-name", ask="tg-ask-client-name", parse=name)

NEW = Form(
    name="client-new",
    title="tg-form-client-new",
    rights=SELLING,
    steps=(
        _kinds(COMPANY, LEAD, FOREIGN),
        _INN,
        _KPP,
        Typed(
            name="country", label="tg-field-country", ask="tg-ask-country", when=_foreign,
            parse=_country,
        ),
        Typed(
            name="registration", label="tg-field-registration", ask="tg-ask-registration",
            when=_foreign, parse=name,
        ),
        _NAME,
        Typed(
            name="contact", label="tg-field-contact", ask="tg-ask-contact", optional=True,
            parse=name,
        ),
        Typed(
            name="phone", label="tg-field-phone", ask="tg-ask-phone", optional=True, parse=phone
        ),
        Typed(
            name="region", label="tg-field-region", ask="tg-ask-region", optional=True, parse=name
        ),
        Confirm(),
    ),
    finish=_create,
)  # fmt: skip

CONVERT = Form(
    name="client-convert",
    title="tg-form-client-convert",
    rights=SELLING,
    steps=(
        CLIENT,
        _kinds(COMPANY, FOREIGN),
        _INN,
        _KPP,
        Typed(
            name="country", label="tg-field-country", ask="tg-ask-country", when=_foreign,
            parse=_country,
        ),
        Typed(
            name="registration", label="tg-field-registration", ask="tg-ask-registration",
            when=_foreign, parse=name,
        ),
        Typed(
            name="name", label="tg-field-name", ask="tg-ask-client-name", parse=name,
            quick=_present_name,
        ),
        Confirm(),
    ),
    finish=_convert,
)  # fmt: skip

FORMS = (NEW, CONVERT)
