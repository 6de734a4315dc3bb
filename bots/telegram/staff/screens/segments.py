"""Segments: filters with counts, what they find, and the sheet of it (A13).

The chosen filters stand in the buttons themselves: a letter of the dimension and four letters
of the value. Nothing is remembered, a forged one filters by nothing.
"""

import base64
from collections.abc import Mapping, Sequence
from hashlib import blake2s

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.client import status_word
from bots.telegram.staff.screens.find import found_line
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.clients.model import Segment
from core.clients.segments import Choice
from core.messaging.text import cut

DIMENSIONS = {
    "m": "materials",
    "r": "regions",
    "d": "deferral",
    "p": "prepayment",
    "c": "competitors",
    "a": "managers",
    "s": "statuses",
}
NOTHING = "."
MOST = 10
"""Filters that fit into the 64 bytes of a button."""
WIDTH, PAGE, NAME_LIMIT = 5, 8, 60

Values = Mapping[str, Sequence[Choice]]


def code_of(letter: str, value: object) -> str:
    """The same value has the same code, in every process."""
    digest = blake2s(f"{letter}{value}".encode(), digest_size=3).digest()
    return letter + base64.urlsafe_b64encode(digest).decode()


def split(codes: str) -> list[str]:
    if codes == NOTHING:
        return []
    return [codes[at : at + WIDTH] for at in range(0, len(codes), WIDTH)]


def joined(codes: Sequence[str]) -> str:
    return "".join(codes) or NOTHING


def toggled(codes: str, code: str) -> str:
    """Without it where it was chosen, with it where it was not. Past the most: unchanged."""
    known = split(codes)
    if code in known:
        return joined([one for one in known if one != code])
    return joined([*known, code]) if len(known) < MOST else codes


def chosen(values: Values, codes: str) -> dict[str, list[Choice]]:
    """Dimension → its chosen values; a code that names nothing any more is dropped."""
    wanted = set(split(codes))
    return {
        name: [one for one in values.get(name, ()) if code_of(letter, one.value) in wanted]
        for letter, name in DIMENSIONS.items()
    }


def segment_of(values: Values, codes: str) -> Segment:
    found = {name: tuple(one.value for one in some) for name, some in chosen(values, codes).items()}
    return Segment(
        materials=found["materials"],
        regions=found["regions"],
        deferral=_one(found["deferral"]),
        prepayment=_one(found["prepayment"]),
        competitors=found["competitors"],
        managers=found["managers"],
        statuses=found["statuses"],
    )


def _one(values: Sequence[object]) -> bool | None:
    """Both or none is whoever."""
    return bool(values[0]) if len(values) == 1 else None


def value_text(words: Words, name: str, one: Choice) -> str:
    if name in {"deferral", "prepayment"}:
        return words("tg-segment-with" if one.value else "tg-segment-without")
    if name == "statuses":
        return status_word(words, str(one.value), one.words)
    return cut(str(one.words or one.value or "—"), NAME_LIMIT)


def segment_screen(words: Words, values: Values, codes: str, count: int, *, export: bool) -> Screen:
    lines = Lines().line(words("tg-segment-head"), "bold")
    picked = chosen(values, codes)
    for name, some in picked.items():
        if some:
            told = ", ".join(value_text(words, name, one) for one in some)
            lines.line(f"{words(f'tg-segment-{name}')}: {told}")
    lines.line().line(words("tg-segment-count", count=count), "bold")
    dimensions = [
        (words(f"tg-segment-{name}"), f"sgd:{letter}:0:{codes}")
        for letter, name in DIMENSIONS.items()
        if values.get(name)
    ]
    rows: list[list[Button]] = [dimensions[at : at + 2] for at in range(0, len(dimensions), 2)]
    rows.append([(words("tg-segment-list"), f"sgl:0:{codes}")])
    if export:
        rows[-1].append((words("tg-segment-export"), f"sgx:{codes}"))
    reset = [(words("tg-segment-reset"), f"sg:{NOTHING}")] if codes != NOTHING else []
    return lines.screen("segment", [*rows, reset, home_row(words)])


def dimension_screen(words: Words, letter: str, values: Values, codes: str, page: int) -> Screen:
    """Each value with how many clients have it; a press adds it or takes it away."""
    name = DIMENSIONS[letter]
    found = values.get(name, ())
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    picked = set(split(codes))
    rows: list[list[Button]] = []
    for one in found[page * PAGE : (page + 1) * PAGE]:
        code = code_of(letter, one.value)
        mark = "✅ " if code in picked else ""
        label = f"{mark}{value_text(words, name, one)} · {one.count}"
        rows.append([(label, f"sgd:{letter}:{page}:{toggled(codes, code)}")])
    turning = _pages(f"sgd:{letter}", page, pages, codes)
    lines = Lines().add(words(f"tg-segment-{name}"), "bold")
    return lines.screen("segment", [*rows, turning, home_row(words, f"sg:{codes}")])


def _pages(prefix: str, page: int, pages: int, codes: str) -> list[Button]:
    return [(label, f"{data}:{codes}") for label, data in pager(prefix, page, pages)]


def members_screen(
    words: Words, found: Sequence[tuple[str, View]], page: int, pages: int, codes: str
) -> Screen:
    lines = Lines().line(words("tg-segment-head"), "bold")
    if pages > 1:
        lines.line(words("tg-page", page=page + 1, pages=pages))
    for _, one in found:
        found_line(words, lines, one)
    rows = [[(str(one.get("name") or "—"), f"c:{public}")] for public, one in found]
    turning = _pages("sgl", page, pages, codes)
    return lines.screen("segment", [*rows, turning, home_row(words, f"sg:{codes}")])
