from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from twilio.base.page import Page
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

log = structlog.get_logger("twilio")


async def newest_first(
    client: "Client", *, page: int, pages: int, **wanted: str
) -> AsyncIterator["MessageInstance"]:
    """The Messages list as Twilio orders it, page by page and never without an end.

    `wanted`: to, from_, date_sent_after (a GMT day, included). Raises Temporary, Permanent.
    """
    current: Page | None = await client.messages.page_async(page_size=page, **wanted)
    for _ in range(pages):
        if current is None:
            return
        for message in current:
            yield message
        current = await current.next_page_async()
    if current is not None:
        log.warning("twilio.listing_cut_off", pages=pages)
