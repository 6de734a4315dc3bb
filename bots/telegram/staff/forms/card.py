"""Forms that fill the client's card: each changes one thing, for whoever may change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import day_entry, name, past_day, read_day
from bots.telegram.staff.forms.clients import mail, phone
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Entry, Talk, Typed, Upload
from bots.telegram.staff.forms.told import CLIENT, client_in, told_client, version_in
from bots.telegram.staff.screens.client import status_word
from core.clients.facts import DESCRIBED, LOCKED, TERMS, contract_number
from core.clients.model import CONTRACTS, SCAN
from core.errors import InvalidInput
from core.ids import ContactId
from core.messaging.model import IncomingFile

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes; a bot gets no larger file from Telegram."""


def _fields(names: Sequence[str]) -> Choose:
    async def among(talk: Talk) -> list[Choice]:
        return [Choice(talk.words(f"tg-client-field-{one}"), one) for one in names]

    return Choose(name="field", label="tg-field-field", ask="tg-ask-field", among=among)


async def _value(talk: Talk, text: str) -> Entry:
    """Read as the register reads it, so that a wrong digit is refused at once."""
    field = str(talk.values["field"])
    reader = next(t[field] for t in (LOCKED, DESCRIBED, TERMS) if field in t)
    reader("" if text == "-" else text)
    return Entry("" if text == "-" else text, "—" if text == "-" else text)


_VALUE = Typed(name="value", label="tg-field-value", ask="tg-ask-value", parse=_value)


def _typed(talk: Talk) -> Mapping[str, Any]:
    return {str(talk.values["field"]): talk.values["value"]}


async def _edit(talk: Talk) -> Screen:
    """A1: administrators change it, everybody else asks them to."""
    said = await talk.office.trade.registry.change(
        talk.person, client_in(talk), version_in(talk), _typed(talk), cause=talk.cause
    )
    return await told_client(talk, talk.words.either(f"tg-client-{said}", "tg-done"))


async def _describe(talk: Talk) -> Screen:
    await talk.office.trade.registry.describe(
        talk.person, client_in(talk), version_in(talk), _typed(talk), cause=talk.cause
    )
    return await told_client(talk, talk.words("tg-client-changed"))


async def _terms(talk: Talk) -> Screen:
    await talk.office.trade.registry.ask_terms(
        talk.person, client_in(talk), version_in(talk), _typed(talk), cause=talk.cause
    )
    return await told_client(talk, talk.words("tg-client-requested"))


async def _kinds(talk: Talk) -> list[Choice]:
    return [Choice(talk.words(f"tg-contract-{kind}"), kind) for kind in CONTRACTS]


async def any_day(talk: Talk, text: str) -> Entry:
    """Past days as well: contracts and payments are written down afterwards."""
    today = talk.office.today()
    named = past_day(talk, text)
    if named is not None:
        return day_entry(named)
    try:
        found = read_day(text, today)
    except InvalidInput:
        raise InvalidInput("date-past-unclear") from None
    year = found.year if str(found.year) in text or str(found.year)[2:] in text else today.year
    try:
        return day_entry(found if found <= today else found.replace(year=year))
    except ValueError:
        raise InvalidInput("date-past-unclear") from None


async def upload(talk: Talk, file: IncomingFile) -> Entry:
    """Fetched and kept under the hash of its content; the name is what people see."""
    kept = await talk.office.files.keep(file, FILE_LIMIT)
    return Entry([kept.blob, kept.name], kept.name)


async def _number(talk: Talk, text: str) -> Entry:
    del talk
    found = contract_number(text)
    if found is None:
        raise InvalidInput("form-text-wanted")
    return Entry(found, found)


@dataclass(frozen=True, kw_only=True)
class _File(Upload):
    async def skipped(self, talk: Talk) -> Entry:
        """Of a scan the file is all there is."""
        if talk.values["kind"] == SCAN and not self.stays(talk):
            raise InvalidInput("contract-scan")
        return await super().skipped(talk)


async def _contract(talk: Talk) -> Screen:
    values = talk.values
    blob, file = values.get("file") or (None, None)
    signed = values.get("signed")
    await talk.office.trade.registry.set_contract(
        talk.person,
        client_in(talk),
        version_in(talk),
        str(values["kind"]),
        str(values.get("number") or ""),
        date.fromisoformat(signed) if signed else None,
        blob,
        file,
        cause=talk.cause,
    )
    return await told_client(talk, talk.words("tg-client-changed"))


async def _person(talk: Talk) -> Screen:
    values = talk.values
    await talk.office.trade.registry.add_contact(
        talk.person,
        client_in(talk),
        str(values["name"]),
        str(values.get("position") or ""),
        str(values.get("phone") or ""),
        str(values.get("email") or ""),
        cause=talk.cause,
    )
    return await told_client(talk, talk.words("tg-client-person-added"))


REMOVED = "removed"


async def _people(talk: Talk) -> list[Choice]:
    """As the card tells them: nobody is offered whom the presser does not see."""
    view = await talk.office.trade.registry.card(talk.person, client_in(talk))
    return [
        Choice(
            " · ".join(str(one[part]) for part in ("name", "position") if one.get(part)),
            int(one["id"]),
            str(one["name"]),
        )
        for one in view.get("contacts") or ()
    ]


async def _person_fields(talk: Talk) -> list[Choice]:
    known = ("name", "position", "phone", "email", REMOVED)
    return [Choice(talk.words(f"tg-person-{one}"), one) for one in known]


async def _person_value(talk: Talk, text: str) -> Entry:
    """A minus empties everything but the name."""
    field = str(talk.values["field"])
    if text == "-" and field != "name":
        return Entry("", "—")
    return await {"phone": phone, "email": mail}.get(field, name)(talk, text)


def _stays(values: Mapping[str, Any]) -> bool:
    return values.get("field") != REMOVED


async def _change_person(talk: Talk) -> Screen:
    """A1: as with the card itself: administrators change, everybody else asks."""
    values, registry = talk.values, talk.office.trade.registry
    client, version = client_in(talk), version_in(talk)
    contact = ContactId(int(values["contact"]))
    if not _stays(values):
        said = await registry.remove_contact(
            talk.person, client, version, contact, cause=talk.cause
        )
    else:
        typed = {str(values["field"]): values["value"]}
        said = await registry.change_contact(
            talk.person, client, version, contact, typed, cause=talk.cause
        )
    return await told_client(talk, talk.words.either(f"tg-client-{said}", "tg-done"))


async def _statuses(talk: Talk) -> list[Choice]:
    found = await talk.office.trade.statuses.listing(talk.person)
    named = [(status_word(talk.words, one.code, one.name), one.code) for one in found]
    return [Choice(word, code) for word, code in named]


async def _set_status(talk: Talk) -> Screen:
    await talk.office.trade.registry.set_status(
        talk.person, client_in(talk), version_in(talk), str(talk.values["status"]), cause=talk.cause
    )
    return await told_client(talk, talk.words("tg-client-changed"))


EDIT = Form(
    name="client-edit",
    title="tg-form-client-edit",
    rights=("client:ask-edit", "client:edit-locked"),
    steps=(CLIENT, _fields(tuple(LOCKED)), _VALUE, Confirm()),
    finish=_edit,
)
DESCRIBE = Form(
    name="client-describe",
    title="tg-form-client-describe",
    rights=("client:describe:own", "client:describe:any"),
    steps=(CLIENT, _fields(tuple(DESCRIBED)), _VALUE),
    finish=_describe,
)
ASK_TERMS = Form(
    name="client-terms",
    title="tg-form-client-terms",
    rights=("client:describe:own", "client:describe:any"),
    steps=(CLIENT, _fields(tuple(TERMS)), _VALUE, Confirm()),
    finish=_terms,
)
CONTRACT = Form(
    name="client-contract",
    title="tg-form-client-contract",
    rights=("client:contract:own", "client:contract:any"),
    steps=(
        CLIENT,
        Choose(name="kind", label="tg-field-contract", ask="tg-ask-contract", among=_kinds),
        Typed(
            name="number", label="tg-field-number", ask="tg-ask-number", optional=True,
            parse=_number,
        ),
        Typed(
            name="signed", label="tg-field-date", ask="tg-ask-date", optional=True, parse=any_day
        ),
        _File(name="file", label="tg-field-file", ask="tg-ask-file", optional=True, read=upload),
        Confirm(),
    ),
    finish=_contract,
)  # fmt: skip
PERSON = Form(
    name="client-person",
    title="tg-form-client-person",
    rights=("contact:create:own", "contact:create:any", "contact:create:unassigned"),
    steps=(
        CLIENT,
        Typed(name="name", label="tg-field-contact", ask="tg-ask-person", parse=name),
        Typed(
            name="position", label="tg-field-position", ask="tg-ask-position", optional=True,
            parse=name,
        ),
        Typed(
            name="phone", label="tg-field-phone", ask="tg-ask-phone", optional=True, parse=phone
        ),
        Typed(
            name="email", label="tg-field-email", ask="tg-ask-email", optional=True, parse=mail
        ),
        Confirm(),
    ),
    finish=_person,
)  # fmt: skip
PERSON_EDIT = Form(
    name="client-person-edit",
    title="tg-form-client-person-edit",
    rights=("client:ask-edit", "client:edit-locked"),
    steps=(
        CLIENT,
        Choose(name="contact", label="tg-field-contact", ask="tg-ask-which-person", among=_people),
        Choose(name="field", label="tg-field-field", ask="tg-ask-field", among=_person_fields),
        Typed(
            name="value", label="tg-field-value", ask="tg-ask-value", when=_stays,
            parse=_person_value,
        ),
        Confirm(),
    ),
    finish=_change_person,
)  # fmt: skip
STATUS = Form(
    name="client-status",
    title="tg-form-client-status",
    rights=("client:status:any", "client:status:team"),
    steps=(
        CLIENT,
        Choose(name="status", label="tg-field-status", ask="tg-ask-status", among=_statuses),
    ),
    finish=_set_status,
)
FORMS = (EDIT, DESCRIBE, ASK_TERMS, CONTRACT, PERSON, PERSON_EDIT, STATUS)
