"""An announcement: what, to whom, when, until when, and the rule of sale (B6, B8, MENUS)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bots.telegram.convert import as_dict, as_list, text_of
from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.answers import (
    as_price,
    products,
    sale_price,
    vat_kinds,
)
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.news_times import (
    NOW,
    after_it,
    days_after,
    end_of_day,
    hours,
    later,
    read_when,
    repeats,
)
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
from core.errors import DomainError
from core.ids import AnnouncementId, PersonId, ProductId
from core.messaging.model import IncomingFile
from core.news.model import (
    LARGEST_FILE,
    Audience,
    Draft,
    Kind,
    Rule,
    marked,
    unlinked,
    worded,
)
from core.notices.buttons import NEWS, data
from core.staff.model import Role

PUBLISH = ("news:publish",)
CHOSEN = 12
"""People chosen one by one; more of them are a group."""
DONE = 0
KEPT = "files"
"""What goes with the announcement that is changed."""


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
        rule = Rule(ProductId(int(values["product"])), price, end_of_day(values["until"], zone))
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
        expires_at=end_of_day(expires, zone) if expires else None,
        rule=rule,
    )


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
            name="when", label="tg-news-field-when", ask="tg-news-ask-when", parse=read_when,
            quick=hours,
        ),
        Choose(
            name="repeat", label="tg-news-field-repeat", ask="tg-news-ask-repeat", when=later,
            among=repeats,
        ),
        Typed(
            name="expires", label="tg-news-field-expires", ask="tg-news-ask-expires", optional=True,
            parse=after_it("news-expires"), quick=days_after,
        ),
        Search(
            name="product", label="tg-news-field-rule", ask="tg-news-ask-rule", optional=True,
            find=products,
        ),
        Typed(
            name="floor", label="tg-news-field-floor", ask="tg-news-ask-floor", when=_ruled,
            parse=sale_price,
        ),
        Choose(
            name="vat", label="tg-field-vat", ask="tg-ask-vat", when=_ruled, among=vat_kinds
        ),
        Typed(
            name="until", label="tg-news-field-until", ask="tg-news-ask-until", when=_ruled,
            parse=after_it("news-rule-until"), quick=days_after,
        ),
        Confirm(say=_preview),
    ),
    finish=_publish,
)  # fmt: skip
FORMS = (ANNOUNCE,)
