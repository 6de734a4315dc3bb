"""The client's card: peculiarities first, for whoever is about to write or call (A10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, money, number
from bots.telegram.staff.screens.wa import window
from bots.telegram.staff.services import View
from core.clients.identifiers import HOME
from core.messaging.text import cut
from core.messaging.views import WaLine

NAME_LIMIT, BANNER_LIMIT, LISTED = 200, 1000, 20
TEXT_LIMIT, ADDRESS_LIMIT = 300, 24


@dataclass(frozen=True, slots=True)
class Given:
    """What the presser may press on this card: asked of the core again at the press."""

    status: bool = False
    give: bool = False
    sell: bool = False
    deals: bool = False
    talks: bool = False
    original: bool = False
    access: bool = False
    edit: bool = False
    remark: bool = False
    describe: bool = False
    people: bool = False
    merge: bool = False

    @property
    def keeps(self) -> bool:
        """The contract: also to put it before the lawyer."""
        return self.original

    @property
    def more(self) -> bool:
        known = self.describe or self.original or self.people
        return known or self.status or self.give or self.merge


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with the opaque names that its buttons carry. `view`: what the presser may see."""

    public: str
    view: View
    conversations: Sequence[WaLine] = ()
    zone: tzinfo = UTC
    given: Given = Given()
    home: str = HOME
    """The firm's own country: it goes without saying."""

    @property
    def version(self) -> int:
        return int(self.view.get("version") or 0)


def client_screen(words: Words, card: Shown, back: str | None = None) -> Screen:
    """Of another manager's client: name, INN, responsible and the way to ask, no more (A5)."""
    lines, view = Lines(), card.view
    own = bool(view.get("own"))
    if own and view.get("peculiarities"):
        text = cut(str(view["peculiarities"]), BANNER_LIMIT)
        lines.line(words("tg-peculiarities", text=text), "bold").line()
    lines.line(cut(str(view.get("name") or "—"), NAME_LIMIT), "bold")
    if view.get("inn"):
        lines.line(words("tg-inn", inn=str(view["inn"])))
    lines.line(responsible_of(words, view))
    if not own:
        return _foreign(words, lines, card, back)
    _facts(words, lines, card)
    _people(words, lines, view)
    return lines.screen("client", [*_buttons(words, card), home_row(words, back)])


def _foreign(words: Words, lines: Lines, card: Shown, back: str | None) -> Screen:
    """The secretary sees the directory and keeps the contracts of all; others ask (A9, POLICY)."""
    at = f"{card.public}:{card.version}"
    rows: list[list[Button]] = []
    if "contract" in card.view:
        _facts(words, lines, card)
        if card.given.original:
            rows.append([(words("tg-client-contract"), f"cct:{at}")])
            rows += [*_original(words, card), _review(words, card)]
    lines.line().add(words("tg-card-foreign"))
    if card.given.access:
        lines.line().add(words("tg-access-how"))
        rows.append([(words("tg-client-access"), f"cax:{card.public}")])
    return lines.screen("client", [*rows, home_row(words, back)])


def _original(words: Words, card: Shown) -> list[list[Button]]:
    if not card.given.original or card.view.get("original_at"):
        return []
    return [[(words("tg-client-original"), f"cor:{card.public}:{card.version}")]]


def _review(words: Words, card: Shown) -> list[Button]:
    """Where there is something to read for the lawyer."""
    written = card.view.get("contract") or card.view.get("contract_file")
    if not (card.given.keeps and written):
        return []
    return [(words("tg-client-review"), f"crv:{card.public}:{card.version}")]


def responsible_of(words: Words, view: View) -> str:
    """A responsible behind the wall is told of without a name (POLICY i)."""
    found = view.get("responsible")
    name = found.get("name") if isinstance(found, Mapping) else found
    if name:
        return words("tg-responsible", name=cut(str(name), NAME_LIMIT))
    assigned = isinstance(found, Mapping) or bool(view.get("assigned"))
    return words("tg-assigned" if assigned else "tg-unassigned")


def _facts(words: Words, lines: Lines, card: Shown) -> None:
    view = card.view
    if "status" in view:
        lines.line(words("tg-card-status", status=status_name(words, view)))
    if "contract" in view:
        lines.line(words("tg-card-contract", contract=_contract(words, card)))
    tags = list(_tags(words, view))
    if tags:
        lines.line(words("tg-client-tags", tags=cut(" · ".join(tags), TEXT_LIMIT)))
    for key in ("kpp", "ogrn", "country", "registration"):
        if view.get(key) and (key != "country" or view[key] != card.home):
            lines.line(words(f"tg-client-{key}", value=cut(str(view[key]), NAME_LIMIT)))
    for key in ("address", "delivery_address", "unloading_contact", "unloading_hours"):
        if view.get(key):
            lines.line(words(f"tg-client-{key}", value=cut(str(view[key]), TEXT_LIMIT)))


def status_word(words: Words, code: str, named: str | None) -> str:
    """Directories grow without code (D1): an entry named by an administrator shows that name."""
    try:
        return named if named and named != code else words(f"status-{code}")
    except KeyError:
        return code or "—"


def status_name(words: Words, view: View) -> str:
    return status_word(words, str(view.get("status") or ""), view.get("status_name"))


def _contract(words: Words, card: Shown) -> str:
    view = card.view
    kind = str(view.get("contract") or "none")
    parts = [words.either(f"tg-contract-{kind}", "tg-contract-none")]
    if view.get("contract_number"):
        parts.append(words("tg-number", id=cut(str(view["contract_number"]), NAME_LIMIT)))
    if view.get("contract_date"):
        parts.append(day(view["contract_date"], card.zone))
    if view.get("original_at"):
        parts.append(words("tg-client-original-at", day=day(view["original_at"], card.zone)))
    return " · ".join(parts)


def _tags(words: Words, view: View) -> list[str]:
    """Raw material · region · deferral · prepayment · competitor (A13)."""
    found = [str(material) for material in view.get("materials") or ()]
    found += [str(view["region"])] if view.get("region") else []
    if view.get("deferral_days"):
        found.append(words("tg-tag-deferral", days=str(view["deferral_days"])))
    if view.get("deferral_limit"):
        found.append(words("tg-tag-limit", sum=money(words, view["deferral_limit"])))
    if view.get("prepayment_percent"):
        share = number(words, int(view["prepayment_percent"]))
        found.append(words("tg-tag-prepayment", percent=share))
    if view.get("competitor"):
        found.append(words("tg-tag-competitor", name=str(view["competitor"])))
    return found


def _people(words: Words, lines: Lines, view: View) -> None:
    for one in list(view.get("contacts") or ())[:LISTED]:
        parts = (one.get("name"), one.get("position"), one.get("phone"), one.get("email"))
        lines.line(cut("👤 " + " · ".join(str(p) for p in parts if p), TEXT_LIMIT))
    for channel, address in _addresses(view):
        lines.line(f"{words.either(f'tg-channel-{channel}', 'tg-channel-other')} {address}")


def _addresses(view: View) -> list[tuple[str, str]]:
    found = []
    for one in list(view.get("identities") or ())[:LISTED]:
        if isinstance(one, Mapping):
            address = one.get("phone") or one.get("address") or one.get("external_id") or ""
            found.append((str(one.get("channel") or ""), cut(str(address), NAME_LIMIT)))
        else:
            found.append((str(one[0]), cut(str(one[1]), NAME_LIMIT)))
    return found


def _buttons(words: Words, card: Shown) -> list[list[Button]]:
    at, view = card.public, card.view
    rows: list[list[Button]] = [
        [(_reply(words, line, card.conversations), f"r:{line.public}")]
        for line in card.conversations
    ]
    tabs = [
        (card.given.deals, "tg-client-deals", f"cdl:{at}:0"),
        ("samples" in view, "tg-client-samples", f"csm:{at}"),
        (card.given.talks, "tg-thread-button", f"th:{at}:0"),
        ("contract" in view, "tg-client-papers", f"cdo:{at}"),
        ("comments" in view, "tg-client-comments", f"ccm:{at}:0"),
    ]
    shown = [(words(key), data) for given, key, data in tabs if given]
    rows += [shown[i : i + 2] for i in range(0, len(shown), 2)]
    writing: list[Button] = []
    if card.given.edit:
        writing.append((words("tg-client-edit"), f"ced:{at}:{card.version}"))
    if card.given.remark:
        writing.append((words("tg-client-comment"), f"ccw:{at}"))
    rows.append(writing)
    if card.given.sell:
        rows.append([(words("tg-client-deal"), f"dnw:{at}")])
    more = [(words("tg-client-more"), f"cmo:{at}")] if card.given.more else []
    return [*rows, more]


def _reply(words: Words, line: WaLine, lines: Sequence[WaLine]) -> str:
    """With the address where a channel alone would say the same of two (a merged card)."""
    channel = words.either(f"tg-channel-{line.channel}", "tg-channel-other")
    several = [one.channel for one in lines].count(line.channel) > 1
    address = cut(line.address, ADDRESS_LIMIT) if several else ""
    left = window(words, line.window_left)
    return " · ".join(filter(None, [words("tg-reply"), channel, address, left]))


def more_screen(words: Words, card: Shown) -> Screen:
    """Everything that is done with a client more rarely; each press is authorised again."""
    at, seen, given = card.public, card.version, card.given
    lines = Lines().line(cut(str(card.view.get("name") or "—"), NAME_LIMIT), "bold")
    lines.add(words("tg-client-more-head"))
    known, lead = bool(card.view.get("contacts")), card.view.get("kind") == "lead"
    offered = [
        (given.describe, "tg-client-describe", f"cds:{at}:{seen}"),
        (given.keeps, "tg-client-contract", f"cct:{at}:{seen}"),
        (given.people, "tg-client-person", f"cpe:{at}"),
        (given.edit and known, "tg-client-person-edit", f"cpx:{at}:{seen}"),
        (given.describe, "tg-client-terms", f"ctm:{at}:{seen}"),
        (given.edit and lead, "tg-client-convert", f"ccv:{at}:{seen}"),
    ]
    last = [
        (given.status, "tg-client-status", f"cst:{at}:{seen}"),
        (given.give, "tg-client-give", f"cgv:{at}"),
        (given.merge, "tg-client-join", f"cjn:{at}"),
    ]
    rows = [[(words(key), data)] for may, key, data in offered if may]
    rows += _original(words, card)
    rows += [[(words(key), data)] for may, key, data in last if may]
    return lines.screen("client-more", [*rows, home_row(words, f"c:{at}")])


def papers_screen(words: Words, card: Shown, papers: Sequence[View]) -> Screen:
    """The contract with its file, offers and invoices by number (A9)."""
    view, at = card.view, card.public
    lines = Lines().line(words("tg-papers-head", name=cut(str(view["name"]), NAME_LIMIT)), "bold")
    lines.line(words("tg-card-contract", contract=_contract(words, card)))
    for one in papers[:LISTED]:
        kind = words.either(f"tg-paper-{one['kind']}", "tg-paper-other")
        lines.line(f"{kind} № {one['number']} · {day(one.get('at'), card.zone)}")
    if len(papers) > LISTED:
        lines.line(words("tg-papers-more", count=len(papers) - LISTED), "italic")
    name = view.get("contract_file")
    opened = [(words("tg-paper-open", name=str(name)), f"cfo:{at}")] if name else []
    rows = [opened, _review(words, card), home_row(words, f"c:{at}")]
    return lines.screen("papers", rows)
