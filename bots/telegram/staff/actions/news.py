"""Commands and presses about announcements: the feed for everybody, more for who publishes."""

from functools import partial

from bots.telegram.staff.actions.arguments import Commands, NoButton, Presses, number, or_anew
from bots.telegram.staff.actions.naming import can, named_views, pages_so_far
from bots.telegram.staff.forms.news import DONE, KEPT
from bots.telegram.staff.forms.steps import Entry, Given
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.figures import moment
from bots.telegram.staff.screens.news import (
    ARCHIVE,
    CANCEL,
    EDIT,
    FEED,
    FILE,
    LIST,
    NEW,
    RUN,
    SCHEDULED,
    TABS,
    TIME,
    WORDS,
    announcement_screen,
    audience,
    named,
    news_screen,
    unread_screen,
)
from bots.telegram.staff.services import View
from core.errors import NotFound
from core.ids import AnnouncementId
from core.notices.buttons import NEWS, NEWS_READ, NEWS_REMIND, NEWS_UNREAD
from core.stock.model import PAGE

NAME = "news"
"""The kind of the opaque names."""


async def news(turn: Turn, rest: str = "") -> None:
    del rest
    await _draw(turn, FEED, 0)


async def _draw(turn: Turn, tab: str, page: int) -> None:
    feed = turn.office.news.feed
    if tab in {FEED, ARCHIVE}:
        found = await feed.page(turn.person, page, archive=tab == ARCHIVE)
    else:
        found = await (feed.scheduled if tab == SCHEDULED else feed.results)(turn.person, page)
    views = await named_views(turn, NAME, found)
    publishes = can(turn, "news:publish")
    at, zone = (page, pages_so_far(found, page, PAGE)), turn.office.zone
    await turn.show(news_screen(turn.words, tab, views, at, zone, publishes=publishes))


async def _list(turn: Turn, tab: str, page: str) -> str:
    if tab not in TABS:
        raise NoButton
    await _draw(turn, tab, number(page))
    return ""


async def _new(turn: Turn) -> str:
    """`opened` tells the preview of this form from that of another."""
    await turn.office.forms.start(turn, "news", {"opened": Entry(turn.cause, "")})
    return ""


async def _number(turn: Turn, public: str) -> AnnouncementId:
    return AnnouncementId(await turn.office.names.resolve(turn.person, public, NAME))


async def _one(turn: Turn, public: str) -> str:
    await _draw_one(turn, public)
    return ""


async def _draw_one(turn: Turn, public: str) -> None:
    one = await turn.office.news.feed.one(turn.person, await _number(turn, public))
    publishes = can(turn, "news:publish")
    zone = turn.office.zone
    await turn.show(announcement_screen(turn.words, public, one, zone, publishes=publishes))


async def _read(turn: Turn, public: str, run: str) -> str:
    """The button itself is changed by the core, wherever the copy stands."""
    announcement = await _number(turn, public)
    said = await turn.office.news.feed.read(
        turn.person, announcement, number(run), cause=turn.cause
    )
    if turn.place.edit is not None:
        await _draw_one(turn, public)
    at = moment(said["at"], turn.office.zone)
    return turn.words(f"tg-news-said-{said['said']}", at=at)


async def _unread(turn: Turn, public: str, page: str) -> str:
    """Of the last run, as its card offers."""
    return await _draw_unread(turn, public, None, number(page))


async def _unread_of(turn: Turn, public: str, run: str, page: str) -> str:
    return await _draw_unread(turn, public, number(run), number(page))


async def _draw_unread(turn: Turn, public: str, run: int | None, page: int) -> str:
    announcement = await _number(turn, public)
    told = await turn.office.news.feed.unread(turn.person, announcement, page, run)
    await turn.show(unread_screen(turn.words, public, told, turn.office.zone))
    return ""


async def _remind(turn: Turn, public: str, version: str) -> str:
    draw = partial(_anew, turn, public)
    return await or_anew(turn, _reminded(turn, public, number(version)), draw)


async def _reminded(turn: Turn, public: str, version: int) -> str:
    told = await turn.office.news.feed.remind(
        turn.person, await _number(turn, public), version, cause=turn.cause
    )
    await _anew(turn, public)
    if not told:
        return turn.words("tg-news-said-expired")
    return turn.words("tg-news-reminded", count=told)


async def _anew(turn: Turn, public: str) -> None:
    """A screen is drawn anew; the card of results is edited by the core."""
    if turn.place.edit is not None:
        await _draw_one(turn, public)


async def _cancel(turn: Turn, public: str, version: str) -> str:
    draw = partial(_anew, turn, public)
    return await or_anew(turn, _cancelled(turn, public, number(version)), draw)


async def _cancelled(turn: Turn, public: str, version: int) -> str:
    said = await turn.office.news.publishing.cancel(
        turn.person, await _number(turn, public), version, cause=turn.cause
    )
    await _anew(turn, public)
    return turn.words(f"tg-news-is-{said}")


async def _edit(turn: Turn, public: str, what: str, version: str) -> str:
    """The same form with all that is known but what shall change."""
    if what not in {WORDS, TIME}:
        raise NoButton
    one = await turn.office.news.feed.one(turn.person, await _number(turn, public))
    people = await _people(turn, one["audience"])
    given = _given(turn, one) | people | {"edit": Entry([one["id"], number(version)], "")}
    for name in ("said",) if what == WORDS else ("when", "repeat"):
        given.pop(name, None)
    await turn.office.forms.start(turn, "news", given)
    return ""


def _given(turn: Turn, one: View) -> Given:
    words, zone, wall = turn.words, turn.office.zone, one["send_at"]
    kept = {key: [dict(part) for part in one[key]] for key in ("entities", "files")}
    again = words("tg-news-daily", at=f"{wall:%H:%M}") if one["repeat"] else words("tg-news-once")
    given = {
        "opened": Entry(turn.cause, ""),
        KEPT: Entry(kept["files"], ""),
        "said": Entry({"text": one["text"]} | kept, named(words, one)),
        "when": Entry(wall.isoformat(), wall.strftime("%d.%m.%Y %H:%M")),
        "repeat": Entry(one["repeat"], again),
    }
    ends = one["expires_at"]
    given["expires"] = Entry(ends.isoformat() if ends else None, moment(ends, zone))
    return given | _given_rule(turn, one["rule"])


async def _people(turn: Turn, to: View) -> Given:
    """Whom it is for. Of chosen people those who have left are left out."""
    here = await turn.office.duties.colleagues.listing(turn.person) if to["ids"] else []
    names = {int(one.id): one.name for one in here}
    ids = [number for number in to["ids"] if number in names]
    shown = audience(turn.words, {**to, "ids": ids})
    given = {"to": Entry([to["kind"], to["names"]], shown)}
    given |= {f"person{place}": Entry(one, names[one]) for place, one in enumerate(ids)}
    if ids:
        given[f"person{len(ids)}"] = Entry(DONE, turn.words("tg-news-enough"))
    return given


def _given_rule(turn: Turn, rule: View | None) -> Given:
    if rule is None:
        return {"product": Entry(None, "—")}
    price = rule["price"]
    vat = turn.words("tg-vat-inside" if price.vat else "tg-vat-outside")
    value = [str(price.per_tonne), price.currency, price.vat]
    return {
        "product": Entry(rule["product_id"], rule["product"]),
        "floor": Entry(value, f"{price.per_tonne / 1000:f}"),
        "vat": Entry(price.vat, vat),
        "until": Entry(rule["until"].isoformat(), moment(rule["until"], turn.office.zone)),
    }


async def _file(turn: Turn, public: str, place: str) -> str:
    one = await turn.office.news.feed.one(turn.person, await _number(turn, public))
    if number(place) >= len(one["files"]):
        raise NotFound
    file = one["files"][number(place)]
    body = await turn.office.files.read(str(file["blob"]))
    await turn.send_file("news-file", str(file["name"]), body)
    return ""


PRESSES: Presses = {
    LIST: (_list, 2),
    NEW: (_new, 0),
    NEWS: (_one, 1),
    NEWS_READ: (_read, 2),
    NEWS_UNREAD: (_unread, 2),
    RUN: (_unread_of, 3),
    NEWS_REMIND: (_remind, 2),
    CANCEL: (_cancel, 2),
    EDIT: (_edit, 3),
    FILE: (_file, 2),
}
COMMANDS: Commands = {"news": news}
