"""Forms of handing over: one client, or everybody that somebody answers for."""

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Talk
from bots.telegram.staff.forms.told import CLIENT, client_in, told, told_client
from core.clients.model import OWNERS
from core.ids import PersonId
from core.staff.model import Person, Role

GIVING = ("client:give",)


async def _owners(talk: Talk) -> list[Person]:
    """Staff who speak with clients of their own; retailers are not among them (POLICY R6)."""
    found = await talk.office.duties.colleagues.listing(talk.person)
    return [one for one in found if one.role in OWNERS and one.role is not Role.RETAILER]


async def _heirs(talk: Talk) -> list[Choice]:
    """The one that gives everything away gets nothing of it back."""
    leaving = talk.values.get("leaving")
    return [_choice(talk, one) for one in await _owners(talk) if one.id != leaving]


async def _leavers(talk: Talk) -> list[Choice]:
    return [_choice(talk, one) for one in await _owners(talk)]


def _choice(talk: Talk, one: Person) -> Choice:
    role = talk.words(f"role-{one.role.value}")
    return Choice(f"{one.name} · {role}", int(one.id), one.name)


async def _give(talk: Talk) -> Screen:
    """The lane, the open deals, reservations and tasks go along (POLICY)."""
    heir = PersonId(int(talk.values["heir"]))
    await talk.office.trade.handing.reassign(talk.person, client_in(talk), heir, cause=talk.cause)
    return await told_client(talk, talk.words("tg-client-given", name=talk.shown["heir"]))


async def _extent(talk: Talk) -> list[str]:
    """How much goes: of the one wrong press here nobody else can tell before it is done."""
    leaving = PersonId(int(talk.values["leaving"]))
    found = await talk.office.trade.registry.extent(talk.person, leaving)
    if not found["clients"]:
        return [talk.words("tg-give-all-none")]
    return [talk.words(f"tg-give-all-{name}", count=count) for name, count in found.items()]


async def _give_all(talk: Talk) -> Screen:
    leaving, heir = int(talk.values["leaving"]), int(talk.values["heir"])
    count = await talk.office.trade.handing.reassign_all(
        talk.person, PersonId(leaving), PersonId(heir), cause=talk.cause
    )
    return told(talk, talk.words("tg-clients-given", count=count, name=talk.shown["heir"]))


_HEIR = Choose(name="heir", label="tg-field-heir", ask="tg-ask-heir", among=_heirs)
GIVE = Form(
    name="client-give",
    title="tg-form-give",
    rights=GIVING,
    steps=(CLIENT, _HEIR, Confirm()),
    finish=_give,
)
GIVE_ALL = Form(
    name="give-all",
    title="tg-form-give-all",
    rights=("client:read:any",),
    steps=(
        Choose(name="leaving", label="tg-field-leaving", ask="tg-ask-leaving", among=_leavers),
        _HEIR,
        Confirm(say=_extent),
    ),
    finish=_give_all,
)
FORMS = (GIVE, GIVE_ALL)
