"""The feed, one announcement, and who has not read it (B6, B8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words, plain
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment, price
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut, utf16_length
from core.notices.buttons import NEWS, NEWS_READ, NEWS_REMIND, NEWS_UNREAD, data

LABEL = 44
FEED, ARCHIVE, SCHEDULED, RESULTS = "f", "a", "s", "r"
TABS = {
    FEED: "tg-news-feed",
    ARCHIVE: "tg-news-archive",
    SCHEDULED: "tg-news-scheduled",
    RESULTS: "tg-news-results",
}
PUBLISHERS = (SCHEDULED, RESULTS)
LIST, EDIT, CANCEL, FILE, NEW = "nws", "nwe", "nwc", "nwf", "nwn"
RUN = "nwo"
"""Who has not read one run: name, run, page."""
WORDS, TIME = "t", "w"


def news_screen(
    words: Words,
    tab: str,
    found: Sequence[tuple[str, View]],
    page: tuple[int, int],
    zone: tzinfo,
    *,
    publishes: bool,
) -> Screen:
    lines = Lines().line(words(TABS[tab]), "bold")
    if not found:
        lines.line(words(f"tg-news-none-{tab}"))
    rows: list[list[Button]] = [
        [(label(words, tab, one, zone), data(NEWS, name))] for name, one in found
    ]
    others = [t for t in TABS if t != tab and (publishes or t not in PUBLISHERS)]
    tabs = [(words(TABS[t]), f"{LIST}:{t}:0") for t in others]
    new = [(words("tg-news-new"), NEW)] if publishes else []
    turning = pager(f"{LIST}:{tab}", *page)
    return lines.screen("news", [*rows, turning, new, tabs[:2], tabs[2:], home_row(words)])


def label(words: Words, tab: str, one: View, zone: tzinfo) -> str:
    """When it came or comes, what stands out, and its first words."""
    told = tab in {FEED, ARCHIVE}
    at = one.get("told_at") if told else one.get("due_at") if tab == SCHEDULED else None
    at = at or one.get("sent_at")
    mark = "🔹" if told and one.get("run") and not one.get("read_at") else ""
    figures = f"{one['read']}/{one['told']}" if tab == RESULTS else ""
    again = "🔁" if one.get("repeat") else ""
    said = cut(named(words, one), LABEL)
    return " ".join(part for part in (mark, moment(at, zone), figures, again, said) if part)


def named(words: Words, one: View) -> str:
    return " ".join(str(one["text"]).split()) or words("news-wordless")


def announcement_screen(
    words: Words, name: str, one: View, zone: tzinfo, *, publishes: bool
) -> Screen:
    """The author's words with their marks; below them what is known of it."""
    head = words("news-head", author=str(one["author"]))
    before = f"{head}\n\n"
    lines = Lines().line(head, "bold").line().line(str(one["text"]))
    for line in _about(words, one, zone, publishes=publishes):
        lines.line(line)
    screen = lines.screen("news-one", _rows(words, name, one, publishes=publishes))
    shift = utf16_length(before)
    marks = [dict(e) | {"offset": e["offset"] + shift} for e in one["entities"]]
    return replace(screen, entities=(*screen.entities, *marks))


def _about(words: Words, one: View, zone: tzinfo, *, publishes: bool) -> list[str]:
    found = [""]
    rule = one.get("rule")
    if rule is not None:
        told = rule_text(words, rule, zone)
        ended = one.get("sent_at") and not rule["in_force"]
        found.append(words("tg-news-rule-over", rule=told) if ended else told)
    if one.get("expires_at"):
        found.append(words("news-term", until=moment(one["expires_at"], zone)))
    if publishes:
        found.append(words("tg-news-to", to=audience(words, one["audience"])))
        if one.get("due_at"):
            found.append(words("tg-news-due", at=moment(one["due_at"], zone)))
        elif one["state"] in {"cancelled", "skipped"}:
            found.append(words(f"tg-news-{one['state']}"))
        if one.get("sent_at"):
            at = moment(one["sent_at"], zone)
            found.append(words("tg-news-read-by", at=at, read=one["read"], told=one["told"]))
    if one.get("read_at"):
        found.append(words("button-news-done", at=moment(one["read_at"], zone)))
    return found


def rule_text(words: Words, rule: View, zone: tzinfo) -> str:
    until = moment(rule["until"], zone)
    return words(
        "news-rule", product=str(rule["product"]), price=price(words, rule["price"]), until=until
    )


def audience(words: Words, to: View) -> str:
    if to["kind"] == "role":
        return ", ".join(words(f"tg-news-role-{name}") for name in to["names"])
    if to["kind"] == "group":
        return ", ".join(to["names"])
    if to["kind"] == "people":
        return words("tg-news-chosen", count=len(to["ids"]))
    return words(f"tg-news-{to['kind']}")


def _rows(words: Words, name: str, one: View, *, publishes: bool) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if one.get("run") and not one.get("read_at") and not one["expired"]:
        rows.append([(words("button-news-read"), data(NEWS_READ, name, one["run"]))])
    for number, file in enumerate(one["files"]):
        rows.append([(f"📎 {cut(str(file['name']), LABEL)}", data(FILE, name, number))])
    if publishes:
        rows += _publishing(words, name, one)
    return [*rows, home_row(words, f"{LIST}:{SCHEDULED if one.get('due_at') else FEED}:0")]


def _publishing(words: Words, name: str, one: View) -> list[list[Button]]:
    version = one["version"]
    rows: list[list[Button]] = []
    if one.get("sent_at") and one["read"] < one["told"]:
        again = [(words("button-news-remind"), data(NEWS_REMIND, name, version))]
        unread = (words("button-news-unread"), data(NEWS_UNREAD, name, 0))
        rows.append([unread, *([] if one["expired"] else again)])
    rule = one.get("rule")
    if one["state"] == "scheduled":
        edits = [(words("tg-news-edit-words"), data(EDIT, name, WORDS, version)),
                 (words("tg-news-edit-time"), data(EDIT, name, TIME, version))]  # fmt: skip
        rows += [edits, [(words("tg-news-cancel"), data(CANCEL, name, version))]]
    elif rule is not None and rule["in_force"]:
        rows.append([(words("tg-news-lift"), data(CANCEL, name, version))])
    return rows


def unread_screen(words: Words, name: str, told: View, zone: tzinfo) -> Screen:
    """[Кто нет?]: names, by pages; of a repeated one each run by its date."""
    run, last = told["run"], told["run"] == told["runs"]
    head = words("tg-news-unread-head", read=told["read"], told=told["told"])
    if not told["names"]:
        head = words("tg-news-all-read")
    above = []
    if told["runs"] > 1:
        above = [words("tg-news-run", at=moment(told["run_at"], zone), run=run, runs=told["runs"])]
    text = "\n".join([*above, head, "", *(f"• {one}" for one in told["names"])])
    turning = pager(f"{RUN}:{name}:{run}", told["page"], told["pages"])
    runs = [(words("tg-news-run-before"), f"{RUN}:{name}:{run - 1}:0")] if run > 1 else []
    runs += [] if last else [(words("tg-news-run-after"), f"{RUN}:{name}:{run + 1}:0")]
    remind = [(words("button-news-remind"), data(NEWS_REMIND, name, told["version"]))]
    useful = told["names"] and last and not told["expired"]
    rows = [turning, runs, remind if useful else [], home_row(words, data(NEWS, name))]
    return plain("news-unread", text, rows)
