"""How a form ends: what was done, and the way to what it was done with."""

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.steps import Step, Talk
from bots.telegram.staff.menu import home_row
from core.ids import ClientId, DealId

CLIENT = Step(name="client", label="tg-field-client", ask="tg-ask-client")
"""Given by the card that the form was opened from: shown, never asked."""
DEAL = Step(name="deal", label="tg-field-deal", ask="tg-ask-deal")


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


async def told_where(talk: Talk, text: str) -> Screen:
    """With the way to the record that the form was opened from."""
    if "deal" in talk.values:
        return await told_deal(talk, text)
    return await told_client(talk, text) if "client" in talk.values else told(talk, text)


def told(talk: Talk, text: str) -> Screen:
    return Lines().add(text).screen("form", [home_row(talk.words)])
