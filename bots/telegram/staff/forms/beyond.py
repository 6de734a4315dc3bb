"""Where a form goes on beyond a refusal: two cards that may be one client (E10)."""

from bots.telegram.screen import Button
from bots.telegram.staff.actions.naming import can, name_of
from bots.telegram.staff.forms.steps import Talk
from bots.telegram.staff.forms.told import client_in
from core.clients.errors import DuplicateClient
from core.errors import DomainError


async def beyond(talk: Talk, error: DomainError) -> tuple[str, tuple[Button, ...]]:
    """What is said beside the refusal, and the button: to compare both, for whoever may merge.

    Others learn who can; where nothing but a new card was typed there are no two yet.
    """
    if not isinstance(error, DuplicateClient) or "client" not in talk.values:
        return "", ()
    if error.client is None or not can(talk.turn, "client:merge"):
        return "\n" + talk.words("tg-merge-ask"), ()
    own = await name_of(talk.turn, "client", client_in(talk))
    other = await name_of(talk.turn, "client", error.client)
    return "", ((talk.words("tg-client-join"), f"mgj:{own}:{other}"),)
