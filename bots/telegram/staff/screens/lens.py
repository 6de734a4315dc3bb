"""`/as`: how to look with another's eyes."""

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.staff.model import Lens, Role


def lens_screen(words: Words, lens: Lens | None) -> Screen:
    """The roles that can be looked through, and the way back."""
    lines = Lines().line(words("tg-as-head"), "bold").line(words("tg-as-how")).line()
    for role in Role:
        mark = "👁" if lens is not None and lens.role is role else "•"
        lines.line(f"{mark} /as {role} — {words(f'role-{role}')}")
    return lines.screen("as", [home_row(words)])
