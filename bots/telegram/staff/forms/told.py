"""How a form ends: what was done, and the way to what it was done with."""

from collections.abc import Collection

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.steps import Step, Talk
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.news import LIST, SCHEDULED
from core.ids import ClientId, DealId
from core.notices.buttons import APPROVAL, CARD, RESERVATION, STOCK
from core.notices.buttons import DEAL as DEAL_CARD

CLIENT = Step(name="client", label="tg-field-client", ask="tg-ask-client")
"""Given by the card that the form was opened from: shown, never asked."""
DEAL = Step(name="deal", label="tg-field-deal", ask="tg-ask-deal")

_RECORDS = (
    ("deal", DEAL_CARD),
    ("reservation", RESERVATION),
    ("approval", APPROVAL),
    ("client", CARD),
    ("product", STOCK),
)
"""What a form is opened from and the button of its card; of several the first is nearest."""


def client_in(talk: Talk) -> ClientId:
    return ClientId(int(talk.values["client"]))


def deal_in(talk: Talk) -> DealId:
    return DealId(int(talk.values["deal"]))


def version_in(talk: Talk) -> int:
    """Of the record as it stood when the form was opened."""
    return int(talk.values["version"])


async def told_client(talk: Talk, text: str) -> Screen:
    public = await name_of(talk.turn, "client", client_in(talk))
    rows = [[(talk.words("tg-open-client"), f"c:{public}")], home_row(talk.words)]
    return Lines().line(talk.shown["client"], "bold").add(text).screen("form", rows)


async def told_deal(talk: Talk, text: str) -> Screen:
    """To a logistician the same button opens the delivery (A8)."""
    public = await name_of(talk.turn, "deal", deal_in(talk))
    rows = [[(talk.words("tg-open-deal"), f"d:{public}")], home_row(talk.words)]
    return Lines().line(talk.shown["deal"], "bold").add(text).screen("form", rows)


async def back_to(talk: Talk, given: Collection[str]) -> str | None:
    """The card that the form was opened from, where one is `given`.

    An announcement that is changed is given all its answers, a product among them.
    """
    if "edit" in given:
        return f"{LIST}:{SCHEDULED}:0"
    for kind, prefix in _RECORDS:
        if kind in given:
            return f"{prefix}:{await name_of(talk.turn, kind, int(talk.values[kind]))}"
    return None


async def told_where(talk: Talk, text: str) -> Screen:
    """With the way to the record that the form was opened from."""
    if "deal" in talk.values:
        return await told_deal(talk, text)
    if "client" in talk.values:
        return await told_client(talk, text)
    back = await back_to(talk, talk.values)
    return Lines().add(text).screen("form", [home_row(talk.words, back)])


def told(talk: Talk, text: str) -> Screen:
    return Lines().add(text).screen("form", [home_row(talk.words)])
