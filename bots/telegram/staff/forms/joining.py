"""Two cards of one client: looked for by hand, or met where a number was refused (E10)."""

from collections.abc import Mapping
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Search, Talk
from bots.telegram.staff.forms.told import CLIENT, client_in
from bots.telegram.staff.screens.client import responsible_of
from bots.telegram.staff.screens.merging import pair_screen
from core.ids import ClientId

MERGING = ("client:merge",)


async def _others(talk: Talk, text: str) -> list[Choice]:
    """Two leads of one name are told apart by who answers for them."""
    found = await talk.office.trade.registry.search(talk.person, text, own=True)
    own = client_in(talk)
    return [
        Choice(_named(talk, one), int(one["id"]), str(one["name"]))
        for one in found
        if int(one["id"]) != own
    ]


def _named(talk: Talk, view: Mapping[str, Any]) -> str:
    parts = (str(view["name"]), str(view.get("inn") or ""), responsible_of(talk.words, view))
    return " · ".join(filter(None, parts))


async def _compare(talk: Talk) -> Screen:
    """Nothing is merged yet: which card stays is chosen there, and asked once more."""
    pair = []
    for client in (client_in(talk), ClientId(int(talk.values["other"]))):
        view = await talk.office.trade.registry.card(talk.person, client)
        pair.append((await name_of(talk.turn, "client", client), view))
    return pair_screen(talk.words, pair[0], pair[1], f"c:{pair[0][0]}")


JOIN = Form(
    name="client-join",
    title="tg-form-join",
    rights=MERGING,
    steps=(
        CLIENT,
        Search(name="other", label="tg-field-other", ask="tg-ask-other-client", find=_others),
    ),
    finish=_compare,
)
FORMS = (JOIN,)
