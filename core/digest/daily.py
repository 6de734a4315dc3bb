"""The morning and the evening of a working day, to each of the staff by his role (P10, B3, E7)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from core.digest.lines import Part
from core.digest.message import MISSED, late_line, ring, today_row
from core.digest.parts import Sections, day_of
from core.digest.ports import Unit
from core.ids import PersonId
from core.notices.bell import Bell
from core.notices.speech import Speech
from core.policy.permissions import may
from core.schedule.calendar import Calendar
from core.schedule.model import Occurrence
from core.staff.colleagues import of_the_firm
from core.staff.model import Person, Role

MORNING_JOB, EVENING_JOB = "digest-morning", "digest-evening"
MORNING: Mapping[Role, tuple[str, ...]] = {
    Role.DIRECTOR: ("approvals", "overdue", "shipped", "rates", "agenda"),
    Role.SYSADMIN: ("dead", "jobs", "approvals", "agenda"),
    Role.SALES_HEAD: ("approvals", "team", "agenda"),
    Role.MANAGER: ("agenda",),
    Role.SECRETARY: ("agenda",),
    Role.LOGISTICIAN: ("freight", "agenda"),
    Role.LAWYER: ("approvals", "agenda"),
}
EVENING: Mapping[Role, tuple[str, ...]] = {
    Role.DIRECTOR: ("approvals",),
    Role.SYSADMIN: ("dead",),
    Role.SALES_HEAD: ("approvals", "team"),
    Role.MANAGER: ("agenda",),
    Role.SECRETARY: ("agenda",),
    Role.LOGISTICIAN: ("freight",),
    Role.LAWYER: ("approvals",),
}
"""What is left of the day; retailers have a bot of their own and none of these."""
WHOLE = frozenset({Role.DIRECTOR, Role.SALES_HEAD})
"""They are told what all have done, the others what they have done themselves."""


Tell = Callable[[Unit, Person, date, timedelta | None], Awaitable[bool]]
"""False: there was nothing to tell."""


class Daily:
    """One fire a person and working day: each transaction is short, however many people (40)."""

    permission = ""
    missed = MISSED

    def __init__(
        self, name: str, at: time, roles: Iterable[Role], calendar: Calendar, tell: Tell
    ) -> None:
        self.name = name
        self._at = at
        self._roles = frozenset(roles)
        self._calendar = calendar
        self._tell = tell

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        """Nobody is told of a morning that was over when he came to the firm."""
        times = list(self._calendar.times(self._at, since, until, working=True))
        if not times:
            return []
        joined = await unit.digests.joined(since)
        return [
            Occurrence(f"{reader.id}:{on}", at, str(reader.id))
            for reader in await unit.people.listing()
            if self._told(reader) and reader.telegram_id is not None
            for on, at in times
            if joined.get(reader.id, since) <= at
        ]

    def _told(self, reader: Person) -> bool:
        return reader.placed and reader.role in self._roles

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        """To the reader as he stands now: who has left since is told nothing."""
        number, _, on = occurrence.subject.partition(":")
        reader = await unit.people.get(PersonId(int(number)))
        if reader is None or not self._told(reader):
            return False
        return await self._tell(unit, reader, date.fromisoformat(on), late)


class Morning:
    def __init__(self, sections: Sections, bell: Bell) -> None:
        self._sections = sections
        self._bell = bell

    async def tell(self, unit: Unit, reader: Person, on: date, late: timedelta | None) -> bool:
        """A day without matters begins with a friendly word."""
        say = self._bell.speech(reader)
        parts = await self._sections.of(unit, reader, say, MORNING[reader.role])
        head = [say("digest-morning", name=reader.name), *late_line(say, late)]
        if not parts:
            head.append(say("digest-morning-empty"))
        key = f"{MORNING_JOB}:{on}"
        last = today_row(reader)
        return await ring(unit, self._bell, reader, MORNING_JOB, key, head, parts, last, late=late)


class Evening:
    def __init__(self, calendar: Calendar, sections: Sections, bell: Bell) -> None:
        self._calendar = calendar
        self._sections = sections
        self._bell = bell

    async def tell(self, unit: Unit, reader: Person, on: date, late: timedelta | None) -> bool:
        """Figures of the day and what is left of it; where there is neither, nothing."""
        say = self._bell.speech(reader)
        done = await self._done(unit, reader, say, on)
        left = await self._sections.of(unit, reader, say, EVENING[reader.role])
        if not done and not left:
            return False
        head = [say(_head(reader)), *late_line(say, late), *done]
        if left:
            head.append(say("digest-left"))
        short = [_short(part) for part in left]
        key = f"{EVENING_JOB}:{on}"
        return await ring(unit, self._bell, reader, EVENING_JOB, key, head, short, late=late)

    async def _done(self, unit: Unit, reader: Person, say: Speech, on: date) -> list[str]:
        """B3, as far as its modules are on; a day without any of it has no figures."""
        figures = await self._figures(unit, reader, on)
        if not any(figures.values()):
            return []
        return [
            say(f"digest-done-{name}", amount=say.tonnes(n) if name == "shipped" else str(n))
            for name, n in figures.items()
        ]

    async def _figures(self, unit: Unit, reader: Person, on: date) -> dict[str, int]:
        whose = [reader.id]
        if reader.role in WHOLE:
            whose = await of_the_firm(unit.people)
        span = day_of(self._calendar, on)
        found = {}
        if may(reader, "deal:read:own"):
            found["offers"] = await unit.digests.offers(whose, *span)
            found["shipped"] = await unit.digests.shipped(whose, *span)
        if may(reader, "conversation:answer:own") or may(reader, "conversation:answer:unassigned"):
            found["answered"] = await unit.digests.answered(whose, *span)
        if may(reader, "deal:deliver"):
            found["freight"] = await unit.digests.freight_filled(reader.id, *span)
        return found


def _short(one: Part) -> Part:
    """Its first line; what has no list of its own keeps the buttons of its matters."""
    return Part((f"· {one.lines[0]}",), () if one.open else one.rows, one.clients, one.open)


def _head(reader: Person) -> str:
    if reader.role not in WHOLE:
        return "digest-evening-own"
    return "digest-evening-firm" if reader.role is Role.DIRECTOR else "digest-evening-team"


def daily_jobs(calendar: Calendar, sections: Sections, bell: Bell) -> tuple[Daily, Daily]:
    morning, evening = Morning(sections, bell), Evening(calendar, sections, bell)
    return (
        Daily(MORNING_JOB, calendar.opens, MORNING, calendar, morning.tell),
        Daily(EVENING_JOB, calendar.closes, EVENING, calendar, evening.tell),
    )
