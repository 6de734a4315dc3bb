"""Forms of the status directory (D1)."""

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import name
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Step, Talk, Typed
from bots.telegram.staff.screens.statuses import statuses_screen

_NAME = Typed(name="name", label="tg-field-name", ask="tg-ask-status-name", parse=name)


async def _working(talk: Talk) -> list[Choice]:
    return [
        Choice(talk.words("tg-status-working-yes"), 1),
        Choice(talk.words("tg-status-working-no"), 0),
    ]


async def _add(talk: Talk) -> Screen:
    typed, working = str(talk.values["name"]), bool(talk.values["working"])
    await talk.office.trade.statuses.add(talk.person, typed, working, talk.cause)
    return await _listed(talk)


async def _rename(talk: Talk) -> Screen:
    code, typed = str(talk.values["status"]), str(talk.values["name"])
    await talk.office.trade.statuses.rename(talk.person, code, typed, talk.cause)
    return await _listed(talk)


async def _listed(talk: Talk) -> Screen:
    found = await talk.office.trade.statuses.listing(talk.person, archived=True)
    return statuses_screen(talk.words, found)


FORMS = (
    Form(
        name="status-new",
        title="tg-form-status-new",
        rights=("status:edit",),
        steps=(
            _NAME,
            Choose(name="working", label="tg-field-working", ask="tg-ask-working", among=_working),
        ),
        finish=_add,
    ),
    Form(
        name="status-rename",
        title="tg-form-status-rename",
        rights=("status:edit",),
        steps=(Step(name="status", label="tg-field-status", ask="tg-ask-status"), _NAME),
        finish=_rename,
    ),
)
