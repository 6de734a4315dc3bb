"""An announcement: what, to whom, when, until when, and the rule of sale (B6, B8, MENUS)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from bots.telegram.convert import as_dict, as_list, text_of
from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.answers import (
    as_price,
    day,
    near_days,
    price_of,
    products,
    read_day,
    vat_kinds,
)
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import (
    Choice,
    Choose,
    Confirm,
    Entry,
    Search,
    Step,
    Talk,
    Typed,
    Values,
)
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.refused import refused
from bots.telegram.staff.screens.figures import moment
from core.errors import DomainError, InvalidInput
from core.ids import AnnouncementId, PersonId, ProductId
from core.messaging.model import IncomingFile
from core.news.model import (
    LARGEST_FILE,
    WORKING,
    Audience,
    Draft,
    Kind,
    Rule,
    marked,
    unlinked,
    worded,
)
from core.notices.buttons import NEWS, data
from core.schedule.errors import TimeUnclear
from core.staff.model import Role

PUBLISH = ("news:publish",)
NOW = "now"
HOURS = (time(10), time(14))
"""B8: the two hours of the company's day that announcements come at."""
CHOSEN = 12
"""People chosen one by one; more of them are a group."""
DONE = 0
KEPT = "files"
"""What goes with the announcement that is changed."""
_CLOCK = re.compile(r"(?:(?P<day>\S+)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})")


class Said(Step):
    """A text, or a voice, a photo, a file with its caption, as it was typed: with its marks.

    Where one is changed, a new text alone leaves its files as they are.
    """

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        del text
        return _said(talk, talk.values.get(KEPT) or ())

    async def file(self, talk: Talk, file: IncomingFile) -> Entry:
        kept = await talk.office.files.keep(file, LARGEST_FILE)
        one = {"blob": kept.blob, "name": kept.name, "type": kept.content_type, "kind": file.kind}
        return _said(talk, (one,))


def _said(talk: Talk, files: Sequence[Mapping[str, Any]]) -> Entry:
    message = talk.turn.message
    raw = as_list(message.get("entities") or message.get("caption_entities"))
    text, marks = unlinked(text_of(message), [as_dict(one) for one in raw])
    said = worded(text, files=bool(files))
    value = {
        "text": said,
        "entities": list(marked(said, marks)),
        "files": [dict(one) for one in files],
    }
    kinds = [talk.words(f"kind-{one['kind']}") for one in files]
    return Entry(value, " · ".join(part for part in (*kinds, said) if part))


async def _audiences(talk: Talk) -> list[Choice]:
    words = talk.words
    roles = [
        Choice(words(f"tg-news-role-{role.value}"), [Kind.ROLE.value, [role.value]])
        for role in Role
        if role is not Role.RETAILER
    ]
    known = {role.value for role in Role}
    groups = [
        Choice(words("tg-news-group", name=group.name), [Kind.GROUP.value, [group.name]])
        for group in await talk.office.groups.listing(talk.person)
        if group.name not in known
    ]
    return [
        Choice(words("tg-news-staff"), [Kind.STAFF.value, []]),
        *roles,
        *groups,
        Choice(words("tg-news-people"), [Kind.PEOPLE.value, []]),
        Choice(words("tg-news-retailers"), [Kind.RETAILERS.value, []]),
    ]


def _person(place: int) -> Step:
    """One after the other, until [Готово]."""

    def asked(values: Values) -> bool:
        if as_list(values.get("to"))[:1] != [Kind.PEOPLE.value]:
            return False
        return place == 0 or values.get(f"person{place - 1}") not in {None, DONE}

    async def among(talk: Talk) -> list[Choice]:
        chosen = {talk.values.get(f"person{before}") for before in range(place)}
        people = await talk.office.duties.colleagues.listing(talk.person)
        done = [Choice(talk.words("tg-news-enough"), DONE)] if place else []
        return done + [
            Choice(one.name, int(one.id))
            for one in people
            if one.id != talk.person.id and int(one.id) not in chosen
        ]

    return Choose(
        name=f"person{place}",
        label="tg-news-field-reader",
        ask="tg-news-ask-reader",
        when=asked,
        among=among,
    )


async def _when(talk: Talk, text: str) -> Entry:
    """10:00 alone is the next such hour of a working day; with a day it is exactly that."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:  # noqa: PLR2004
        raise TimeUnclear
    clock = time(int(found["hour"]), int(found["minute"]))
    if not found["day"]:
        return _at(talk, talk.office.news.publishing.next_at(clock))
    wall = datetime.combine(_named_day(talk, found["day"]), clock)
    if wall.replace(tzinfo=talk.office.zone) <= talk.office.clock.now():
        raise InvalidInput("news-past")
    return _at(talk, wall)


def _named_day(talk: Talk, word: str) -> date:
    today = talk.office.today()
    for key, ahead in (("tg-day-today", 0), ("tg-day-tomorrow", 1)):
        if word.casefold() == talk.words(key).casefold():
            return today + timedelta(days=ahead)
    return read_day(word, today)


def _at(talk: Talk, wall: datetime) -> Entry:
    today = talk.office.today()
    near = {today: "tg-day-today", today + timedelta(days=1): "tg-day-tomorrow"}
    key = near.get(wall.date())
    shown = talk.words(key) if key else wall.strftime("%d.%m.%Y")
    return Entry(wall.isoformat(), f"{shown} {wall:%H:%M}")


async def _hours(talk: Talk) -> list[Choice]:
    """Now, the next 10:00 and 14:00, and the same hours of tomorrow."""
    tomorrow = talk.office.today() + timedelta(days=1)
    found = [talk.office.news.publishing.next_at(clock) for clock in HOURS]
    walls = {*found, *(datetime.combine(tomorrow, clock) for clock in HOURS)}
    entries = [_at(talk, wall) for wall in sorted(walls)]
    now = talk.words("tg-news-now")
    return [Choice(now, NOW), *(Choice(one.shown, one.value) for one in entries)]


async def _repeats(talk: Talk) -> list[Choice]:
    clock = datetime.fromisoformat(talk.values["when"])
    daily = talk.words("tg-news-daily", at=f"{clock:%H:%M}")
    return [Choice(talk.words("tg-news-once"), ""), Choice(daily, WORKING)]


def _later(values: Values) -> bool:
    return values.get("when") not in {None, NOW}


def _ruled(values: Values) -> bool:
    return values.get("product") is not None


def draft_of(talk: Talk) -> Draft:
    """What was entered, as the core takes it."""
    values, zone = talk.values, talk.office.zone
    said, (kind, names) = values["said"], values["to"]
    chosen = [values.get(f"person{place}") for place in range(CHOSEN)]
    rule = None
    if _ruled(values):
        price = as_price(values["floor"], vat=bool(values["vat"]))
        rule = Rule(ProductId(int(values["product"])), price, _end(values["until"], zone))
    when, expires = values["when"], values.get("expires")
    return Draft(
        text=said["text"],
        audience=Audience(
            Kind(kind), tuple(names), tuple(PersonId(int(one)) for one in chosen if one)
        ),
        entities=tuple(said["entities"]),
        files=tuple(said["files"]),
        send_at=None if when == NOW else datetime.fromisoformat(when),
        repeat=str(values.get("repeat") or ""),
        expires_at=_end(expires, zone) if expires else None,
        rule=rule,
    )


def _end(value: str, zone: tzinfo) -> datetime:
    """The end of that day; a moment that was given to the minute stays."""
    if "T" in value:
        return datetime.fromisoformat(value)
    return datetime.combine(date.fromisoformat(value), time(23, 59), zone)


async def _preview(talk: Talk) -> Sequence[str]:
    """The copy itself comes as a message of its own, exactly as people will see it.

    What cannot be sent is told here, and the form stays with all that was typed.
    """
    key = str(talk.values.get("opened") or talk.cause)
    try:
        told = await talk.office.news.publishing.preview(talk.person, draft_of(talk), key=key)
    except DomainError as error:
        text = await refused(talk.turn, error, "form:news")
        return [talk.words("tg-form-error", text=text)]
    at = moment(told["at"], talk.office.zone)
    when = talk.words("tg-news-now") if talk.values["when"] == NOW else at
    return [talk.words("tg-news-preview", readers=told["readers"], at=when)]


async def _publish(talk: Talk) -> Screen:
    publishing, draft = talk.office.news.publishing, draft_of(talk)
    edited = talk.values.get("edit")
    if edited is None:
        made = await publishing.publish(talk.person, draft, cause=talk.cause)
    else:
        number, version = AnnouncementId(int(edited[0])), int(edited[1])
        made = await publishing.change(talk.person, number, version, draft, cause=talk.cause)
    public = await name_of(talk.turn, "news", int(made["news"]))
    at = moment(made["at"], talk.office.zone)
    key = "tg-news-sent" if made["state"] == "sent" else "tg-news-scheduled-at"
    lines = Lines().line(talk.words(key, at=at, readers=made["readers"]), "bold")
    row = [(talk.words("tg-news-open"), data(NEWS, public))]
    return lines.screen("form", [row, home_row(talk.words, "nws:s:0")])


ANNOUNCE = Form(
    name="news",
    title="tg-form-news",
    rights=PUBLISH,
    steps=(
        Said(name="said", label="tg-news-field-said", ask="tg-news-ask-said"),
        Choose(name="to", label="tg-news-field-to", ask="tg-news-ask-to", among=_audiences),
        *(_person(place) for place in range(CHOSEN)),
        Typed(
            name="when", label="tg-news-field-when", ask="tg-news-ask-when", parse=_when,
            quick=_hours,
        ),
        Choose(
            name="repeat", label="tg-news-field-repeat", ask="tg-news-ask-repeat", when=_later,
            among=_repeats,
        ),
        Typed(
            name="expires", label="tg-news-field-expires", ask="tg-news-ask-expires", optional=True,
            parse=day, quick=near_days,
        ),
        Search(
            name="product", label="tg-news-field-rule", ask="tg-news-ask-rule", optional=True,
            find=products,
        ),
        Typed(
            name="floor", label="tg-news-field-floor", ask="tg-news-ask-floor", when=_ruled,
            parse=price_of,
        ),
        Choose(
            name="vat", label="tg-field-vat", ask="tg-ask-vat", when=_ruled, among=vat_kinds
        ),
        Typed(
            name="until", label="tg-news-field-until", ask="tg-news-ask-until", when=_ruled,
            parse=day, quick=near_days,
        ),
        Confirm(say=_preview),
    ),
    finish=_publish,
)  # fmt: skip
FORMS = (ANNOUNCE,)
