"""The Messages list: filters, newest first, pages."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from multidict import MultiMapping

from sandbox.twilio.account import Account, Sms
from sandbox.twilio.errors import TwilioError

FILTERS = {"To", "From", "DateSent", "DateSent>", "DateSent<", "PageSize", "Page", "PageToken"}
DEFAULT_PAGE, LARGEST_PAGE = 50, 1000
Query = MultiMapping[str]


def messages_page(account: Account, query: Query) -> dict[str, Any]:
    """The token names the last message shown: what arrives meanwhile moves no page."""
    for name in query:
        if name not in FILTERS:
            raise TwilioError(20001, words=f"Unknown parameter {name}")
    size = min(max(int(query.get("PageSize", DEFAULT_PAGE)), 1), LARGEST_PAGE)
    page = int(query.get("Page", 0))
    found = _after(_matching(account, query), query.get("PageToken", ""))
    rows = list(islice(found, size + 1))
    shown, more = rows[:size], len(rows) > size
    base = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
    kept = {k: v for k, v in query.items() if k not in ("Page", "PageToken", "PageSize")}
    here = {**kept, "PageSize": size, "Page": page}
    after = {**kept, "PageSize": size, "Page": page + 1,
             "PageToken": f"PA{shown[-1].sid}" if shown else ""}  # fmt: skip
    return {
        "end": page * size + len(shown) - 1,
        "first_page_uri": f"{base}?{urlencode({**here, 'Page': 0})}",
        "next_page_uri": f"{base}?{urlencode(after)}" if more else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": None,
        "messages": [account.as_json(message) for message in shown],
        "start": page * size,
        "uri": f"{base}?{urlencode(here)}",
    }


def _after(found: Iterable[Sms], token: str) -> Iterable[Sms]:
    passed = not token
    for message in found:
        if passed:
            yield message
        elif f"PA{message.sid}" == token:
            passed = True


def _matching(account: Account, query: Query) -> Iterable[Sms]:
    low, high = _bounds(query)
    for message in reversed(account.messages.values()):
        if query.get("To") not in (None, "", message.to):
            continue
        if query.get("From") not in (None, "", message.sender):
            continue
        at = int(message.sent if message.sent is not None else message.created)
        if low <= at <= high:
            yield message


def _bounds(query: Query) -> tuple[float, float]:
    """`DateSent` is a GMT day; `DateSent>` and `DateSent<` include their moment or day."""
    low, high = float("-inf"), float("inf")
    if query.get("DateSent"):
        start, _ = _moment(query["DateSent"][:10])
        low, high = start, start + 86_399
    if query.get("DateSent>"):
        low = max(low, _moment(query["DateSent>"])[0])
    if query.get("DateSent<"):
        start, day = _moment(query["DateSent<"])
        high = min(high, start + (86_399 if day else 0))
    return low, high


def _moment(text: str) -> tuple[float, bool]:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioError(20001, words=f"Invalid date {text}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp(), len(text) == 10
