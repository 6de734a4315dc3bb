"""A goal beside what was measured. A miss is shown as one; it never ends the bench."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Ratio:
    """`at_most`: the goal is an upper bound. `value` None: could not be measured, `why` tells."""

    what: str
    value: float | None
    bound: float
    unit: str = "×"
    at_most: bool = False
    why: str = ""

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        goal = f"{sign} {self.bound:g} {self.unit}"
        if self.value is None:
            return f"  {'—':>9}     goal {goal:<12} left out  {self.what} ({self.why})"
        verdict = "met" if self.met else "NOT MET"
        return f"  {self.value:9.2f} {self.unit:<3} goal {goal:<12} {verdict:<9} {self.what}"


@dataclass
class Findings:
    """Of one goal: ratios first, the absolute figures of the same run after them."""

    goal: int
    title: str
    ratios: list[Ratio] = field(default_factory=list)
    figures: list[tuple[str, float, str]] = field(default_factory=list)

    def ratio(
        self,
        what: str,
        value: float | None,
        bound: float,
        unit: str = "×",
        *,
        at_most: bool = False,
        why: str = "",
    ) -> None:
        self.ratios.append(Ratio(what, value, bound, unit, at_most, why))

    def figure(self, what: str, value: float, unit: str) -> None:
        self.figures.append((what, value, unit))

    def as_json(self) -> dict[str, object]:
        return {
            "goal": self.goal,
            "title": self.title,
            "ratios": [asdict(ratio) | {"met": ratio.met} for ratio in self.ratios],
            "figures": [{"what": w, "value": v, "unit": u} for w, v, u in self.figures],
        }


def printed(found: Sequence[Findings]) -> str:
    lines = ["Ratios of this run:"]
    for one in found:
        lines += [f"Goal {one.goal}: {one.title}", *(ratio.line() for ratio in one.ratios)]
    lines += ["", "Figures of the same run:"]
    for one in found:
        lines += [f"Goal {one.goal}"]
        lines += [f"  {value:11,.1f} {unit:<5} {what}" for what, value, unit in one.figures]
    return "\n".join(lines)


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Of pairs measured side by side: what else the machine did then, it did to both."""
    return median(one / other for one, other in zip(above, below, strict=True))


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
