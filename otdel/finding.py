"""One line of `otdel doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`hint`: nothing is wrong, and yet somebody should know and could mend it."""

    name: str
    good: bool
    detail: str
    mend: str = ""
    hint: bool = False

    @property
    def mark(self) -> str:
        if not self.good:
            return "✗"
        return "!" if self.hint else "✓"

    def row(self) -> dict[str, object]:
        """`ok` alone decides about the exit code."""
        return {
            "name": self.name,
            "ok": self.good,
            "hint": self.hint,
            "detail": self.detail,
            "mend": self.mend,
        }
