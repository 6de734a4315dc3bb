"""The central bank's official rates (B7): XML_daily.asp, asked by day.

Read at the source, https://www.cbr.ru/development/sxml/: `?date_req=dd/mm/yyyy`, windows-1251,
`<ValCurs Date="dd.mm.yyyy">` with the day that the rates are FOR, and in it
`<Valute><CharCode/><Nominal/><Value/></Valute>`: roubles for `Nominal` units, decimal comma. The
rate of the next day appears in the afternoon; a day without one of its own is answered with the
last before it, so the answer's day is kept, not the asked one.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from http import HTTPStatus
from xml.etree.ElementTree import Element, ParseError

import aiohttp
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from yarl import URL

from core.pricing.model import BANK, FOREIGN, LARGEST_RATE, MILLIONTH, Rate
from core.pricing.ports import RatesUnavailable

LARGEST = 1_000_000
"""Bytes; the real answer has some ten thousand."""
LONGEST = 32
"""Characters of a number."""
REDIRECTS = 3
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5, sock_connect=5, sock_read=10)
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Mozilla/5.0 (compatible; otdel)"}
"""Nothing compressed: a small answer must not grow in memory. Its guard refuses no agent at all."""
MOVED = frozenset({301, 302, 303, 307, 308})


class CentralBank:
    """Implements core.pricing.ports.RateSource."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = URL(url)
        self._session = session

    async def rates(self, on: date) -> list[Rate]:
        """Raises RatesUnavailable."""
        url = self._url.update_query(date_req=on.strftime("%d/%m/%Y"))
        try:
            body = await self._fetch(url)
        except (TimeoutError, aiohttp.ClientError, OSError):
            # Not chained: the library's words name the address.
            raise RatesUnavailable("no-answer") from None
        found = parsed(body)
        if any(rate.on > on for rate in found):
            raise RatesUnavailable("unreadable")
        return found

    async def _fetch(self, url: URL) -> bytes:
        """Follows the bank's guard to the same place, and to no other."""
        for _ in range(REDIRECTS):
            async with self._session.get(
                url, headers=HEADERS, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                if answer.status not in MOVED:
                    return await _body(answer)
                url = self._next(url, answer)
        raise RatesUnavailable("refused")

    def _next(self, url: URL, answer: aiohttp.ClientResponse) -> URL:
        try:
            target = url.join(URL(answer.headers.get("Location", "")))
        except ValueError:
            raise RatesUnavailable("refused") from None
        if target.origin() != self._url.origin():
            raise RatesUnavailable("refused")
        return target


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise RatesUnavailable("refused")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RatesUnavailable("unreadable")
    body = bytearray()
    async for chunk in answer.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST:
            raise RatesUnavailable("unreadable")
    return bytes(body)


def parsed(body: bytes) -> list[Rate]:
    """Of both currencies, or none: half an answer is no answer. Raises RatesUnavailable.

    A document type is refused: it is what entity bombs are made of (fault 46).
    """
    try:
        root = fromstring(body, forbid_dtd=True)
        on = datetime.strptime(root.get("Date", ""), "%d.%m.%Y").date()  # noqa: DTZ007 - a day
        values = _values(root)
        return [Rate(one, on, values[one], BANK) for one in FOREIGN]
    except (ParseError, DefusedXmlException, LookupError, ValueError, InvalidOperation):
        raise RatesUnavailable("unreadable") from None


def _values(root: Element) -> Mapping[str, Decimal]:
    wanted = [one for one in root.findall("Valute") if one.findtext("CharCode") in FOREIGN]
    return {one.findtext("CharCode", ""): _rate(one) for one in wanted}


def _rate(valute: Element) -> Decimal:
    """Roubles for one unit. Raises ValueError, InvalidOperation."""
    value, nominal = valute.findtext("Value", ""), valute.findtext("Nominal", "")
    if len(value) > LONGEST or len(nominal) > LONGEST or int(nominal) <= 0:
        raise ValueError
    rate = Decimal(value.strip().replace(",", ".")) / int(nominal)
    if not (rate.is_finite() and 0 < rate <= LARGEST_RATE):
        raise ValueError
    return rate.quantize(MILLIONTH, ROUND_HALF_UP)
