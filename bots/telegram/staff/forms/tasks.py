"""A task: for whom, what, by when; set from any message by replying to it (E7)."""

from datetime import timedelta

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.answers import day, days_from, end_of, words
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choices, Choose, Talk, Typed
from bots.telegram.staff.menu import home_row
from core.ids import ClientId, MessageId, PersonId
from core.notices.buttons import TASK, data

QUOTE, CLIENT, MESSAGE = "quote", "client", "message"
"""Known from the message replied to; no steps of their own."""


async def _people(talk: Talk) -> Choices:
    found = await talk.office.duties.colleagues.listing(talk.person)
    me = talk.words("tg-task-me", name=talk.person.name)
    return [
        Choice(me if one.id == talk.person.id else one.name, int(one.id), one.name) for one in found
    ]


async def _quoted(talk: Talk) -> Choices:
    """The words replied to, to be taken as they are."""
    quote = talk.values.get(QUOTE)
    return [Choice(f"« {quote} »", quote, quote)] if quote else ()


async def _days(talk: Talk) -> Choices:
    """From today, or from tomorrow once the working day has ended: today's end has passed."""
    today = talk.office.today()
    over = end_of(today.isoformat(), talk) <= talk.office.clock.now()
    return days_from(talk, today + timedelta(days=1) if over else today)


async def _add(talk: Talk) -> Screen:
    values = talk.values
    due = values.get("due")
    client, message = values.get(CLIENT), values.get(MESSAGE)
    number = await talk.office.duties.tasks.add(
        talk.person,
        PersonId(values["assignee"]),
        values["text"],
        end_of(due, talk) if due is not None else None,
        ClientId(client) if client is not None else None,
        MessageId(message) if message is not None else None,
        cause=talk.cause,
    )
    public = await name_of(talk.turn, "task", number)
    lines = Lines().line(talk.words("tg-task-added"), "bold").line(talk.shown["text"])
    lines.line(talk.words("tg-task-to", name=talk.shown["assignee"]))
    row = [(talk.words("tg-task-open"), data(TASK, public))]
    return lines.screen("form", [row, home_row(talk.words, "tl1:0")])


TASK_FORM = Form(
    name="task",
    title="tg-form-task",
    rights=("task:set",),
    steps=(
        Choose(name="assignee", label="tg-field-assignee", ask="tg-ask-assignee", among=_people),
        Typed(name="text", label="tg-field-text", ask="tg-ask-task", parse=words, quick=_quoted),
        Typed(
            name="due",
            label="tg-field-due",
            ask="tg-ask-due",
            parse=day,
            quick=_days,
            optional=True,
        ),
    ),
    finish=_add,
)
FORMS = (TASK_FORM,)
