"""Quiet hours that are typed, and what is to come every day at an hour."""

from datetime import time

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choices, Choose, Entry, Talk, Typed
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.hours import subject
from core.digest.model import Days
from core.digest.reading import read_clock, read_span
from core.digest.wanted import KINDS
from core.errors import InvalidInput
from core.policy.permissions import through
from core.schedule.quiet import Quiet

USUAL = ("08:30", "09:00", "10:00", "14:00", "18:00")


async def _subjects(talk: Talk) -> Choices:
    """What the person may see: the right is asked for again at each time it is sent."""
    reader = through(talk.person)
    given = (name for name, kind in KINDS.items() if kind.allowed(reader))
    return [Choice(subject(talk.words, name), name) for name in given]


async def _span(talk: Talk, text: str) -> Entry:
    del talk
    quiet = read_span(text)
    if quiet is None:
        raise InvalidInput("hours-unclear")
    return Entry([f"{quiet.begin:%H:%M}", f"{quiet.end:%H:%M}"], quiet.told)


async def _at(talk: Talk, text: str) -> Entry:
    del talk
    clock = read_clock(text)
    if clock is None:
        raise InvalidInput("clock-unclear")
    return Entry(f"{clock:%H:%M}", f"{clock:%H:%M}")


async def _usual(talk: Talk) -> Choices:
    del talk
    return [Choice(one, one) for one in USUAL]


async def _days(talk: Talk) -> Choices:
    return [Choice(talk.words(f"tg-days-{one}"), one.value) for one in Days]


def _back(talk: Talk) -> list[tuple[str, str]]:
    return [(talk.words("tg-quiet-head"), "qh:show"), *home_row(talk.words)]


async def _keep(talk: Talk) -> Screen:
    begin, end = (time.fromisoformat(one) for one in talk.values["span"])
    await talk.office.duties.quiet.set(talk.person, Quiet(begin, end), talk.cause)
    held = (await talk.office.duties.quiet.mine(talk.person))["quiet"]
    said = talk.words("tg-quiet-now", hours=held.told) if held else talk.words("tg-quiet-off")
    lines = Lines().line(talk.words("tg-quiet-changed"), "bold").line(said)
    return lines.screen("form", [_back(talk)])


async def _subscribe(talk: Talk) -> Screen:
    values = talk.values
    at = time.fromisoformat(values["at"])
    await talk.office.duties.subscriptions.subscribe(
        talk.person, values["kind"], at, values["days"], talk.cause
    )
    told = talk.words(
        "tg-subscription-made",
        what=subject(talk.words, values["kind"]),
        days=talk.shown["days"],
        at=values["at"],
    )
    return Lines().line(told, "bold").screen("form", [_back(talk)])


QUIET = Form(
    name="quiet",
    title="tg-form-quiet",
    rights=("hours:keep",),
    steps=(Typed(name="span", label="tg-field-quiet", ask="tg-ask-quiet", parse=_span),),
    finish=_keep,
)
SUBSCRIBE = Form(
    name="subscribe",
    title="tg-form-subscribe",
    rights=("hours:keep",),
    steps=(
        Choose(name="kind", label="tg-field-subject", ask="tg-ask-subject", among=_subjects),
        Typed(name="at", label="tg-field-clock", ask="tg-ask-clock", parse=_at, quick=_usual),
        Choose(name="days", label="tg-field-days", ask="tg-ask-days", among=_days),
    ),
    finish=_subscribe,
)
FORMS = (QUIET, SUBSCRIBE)
