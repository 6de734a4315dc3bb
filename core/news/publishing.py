"""Saying something to many: now, at a time, or each working day; changed, cancelled (B6, B8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from core.errors import InvalidInput, NotFound, Stale
from core.firm import Firm
from core.ids import AnnouncementId
from core.messaging.gatekeeper import verdicts
from core.messaging.model import OutboxRow
from core.messaging.post import StoppedByPolicy, deciding, enqueue
from core.messaging.readers import to_person
from core.news.audience import readers, require_known, require_open
from core.news.errors import NotScheduled
from core.news.events import RuleLifted
from core.news.model import (
    FILES,
    WORKING,
    Announcement,
    Draft,
    State,
    marked,
    worded,
)
from core.news.ports import Unit, Units, Wording
from core.news.sending import PUBLISH, Sender, carded, product_of
from core.news.times import due_of
from core.once import once_whole
from core.policy.actors import acting
from core.policy.gate import payload_hash
from core.policy.permissions import require
from core.ports import Clock, React
from core.pricing.rules import in_roubles
from core.schedule.calendar import DAY, Calendar
from core.staff.model import Person

NUMBERLESS = AnnouncementId(0)
PROMPT = 3
LONGEST = 3660 * DAY
"""A term beyond ten years is a slip of the finger."""


class Publishing:
    def __init__(
        self,
        units: Units,
        clock: Clock,
        firm: Firm,
        calendar: Calendar,
        sender: Sender,
        wording: Wording,
        react: React,
    ) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._calendar = calendar
        self._sender = sender
        self._wording = wording
        self._react = react

    def next_at(self, clock: time) -> datetime:
        """Wall time: today's hour where it is still to come on a working day, or the next one's."""
        local = self._calendar.local(self._clock.now())
        past = local.time().replace(tzinfo=None) >= clock
        on = self._calendar.next_working(local.date() + (DAY if past else timedelta()))
        return datetime.combine(on, clock)

    def first_at(self, send_at: datetime | None, repeat: str) -> datetime:
        """The moment of the first sending, as in a draft. Raises InvalidInput: past, or far."""
        return due_of(send_at, repeat, self._calendar, self._clock.now())

    async def publish(self, actor: Person, draft: Draft, *, cause: str) -> dict[str, Any]:
        """`news`, its number; `state`; `at` (ISO) when it is due; `readers`, how many there are.

        Sent at once where no time is given. Raises NotAllowed, InvalidInput; RetailersClosed and
        StoppedByPolicy, and then nothing of it stays but the record of the refusal (R8, C7).
        """
        async with deciding(self._units, self._clock) as unit:
            person = await acting(unit.people, actor)
            require(person, PUBLISH)
            work = partial(self._publish, unit, person, draft)
            return await once_whole(unit, cause, self._clock.now(), work)

    async def _publish(self, unit: Unit, actor: Person, draft: Draft) -> dict[str, Any]:
        made, due_at = await self._made(unit, actor, draft)
        one = await unit.news.add(made)
        count = await self._heard(unit, actor, one)
        if draft.send_at is None:
            one = await self._sender.send(unit, one)
        return _told(one, due_at, count)

    async def _made(self, unit: Unit, actor: Person, draft: Draft) -> tuple[Announcement, datetime]:
        """Checked, not stored yet; with the moment that it is due at."""
        now = self._clock.now()
        await require_known(unit, draft.audience)
        require_open(actor, draft.audience, await readers(unit, draft.audience, actor))
        due_at = due_of(draft.send_at, draft.repeat, self._calendar, now)
        await _require_terms(unit, draft, due_at)
        text = worded(draft.text, files=bool(draft.files))
        made = Announcement(
            id=NUMBERLESS,
            author_id=actor.id,
            text=text,
            entities=marked(text, draft.entities),
            files=tuple(dict(file) for file in draft.files),
            audience=draft.audience,
            send_at=self._wall(draft, due_at),
            repeat=draft.repeat,
            expires_at=draft.expires_at,
            rule=draft.rule,
            state=State.SCHEDULED,
            created_at=now,
        )
        return made, due_at

    def _wall(self, draft: Draft, due_at: datetime) -> datetime:
        """A repeated one begins on the day that it is promised for."""
        if draft.send_at is None:
            return self._calendar.local(due_at).replace(tzinfo=None, microsecond=0)
        if draft.repeat:
            return datetime.combine(self._calendar.day(due_at), draft.send_at.time())
        return draft.send_at

    async def _heard(self, unit: Unit, actor: Person, one: Announcement) -> int:
        """How many the gate would let it through to. Raises StoppedByPolicy, InvalidInput."""
        rows = await self._sender.bare(unit, actor, one)
        if not rows:
            raise InvalidInput("news-nobody")
        judged = await verdicts(unit, rows, "queue", self._clock.now())
        allowed = sum(1 for verdict in judged if verdict.allowed)
        if not allowed:
            raise StoppedByPolicy([verdict for verdict in judged if not verdict.allowed])
        return allowed

    async def preview(self, actor: Person, draft: Draft, *, key: str) -> dict[str, Any]:
        """To the author alone, exactly as its readers will see it: `readers`, `at` (ISO).

        Once for each `key` and content. Raises what `publish` raises.
        """
        async with deciding(self._units, self._clock) as unit:
            person = await acting(unit.people, actor)
            require(person, PUBLISH)
            made, due_at = await self._made(unit, person, draft)
            count = await self._heard(unit, person, made)
            await self._show(unit, person, made, key)
            return {"readers": count, "at": due_at.isoformat()}

    async def _show(self, unit: Unit, actor: Person, made: Announcement, key: str) -> None:
        if actor.telegram_id is None or self._firm.staff_account is None:
            return
        product = await product_of(unit, made)
        payload = self._wording.copy(made, actor, actor.name, product, None)
        row: OutboxRow = to_person(
            self._firm,
            actor,
            "news-preview",
            payload,
            order_key=f"news-preview:{self._firm.staff_account}:{actor.telegram_id}",
            dedupe_key=f"news-preview:{actor.id}:{key}:{_mark(payload)}",
            priority=PROMPT,
        )
        await enqueue(unit, [row], self._clock.now())

    async def change(
        self,
        actor: Person,
        announcement: AnnouncementId,
        version: int,
        draft: Draft,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """What is scheduled says something else, or comes at another time.

        A repeated one that has been sent keeps its rule. Raises NotScheduled, Stale, and what
        `publish` raises.
        """
        async with deciding(self._units, self._clock) as unit:
            person = await acting(unit.people, actor)
            require(person, PUBLISH)
            work = partial(self._change, unit, person, announcement, version, draft)
            return await once_whole(unit, cause, self._clock.now(), work)

    async def _change(
        self, unit: Unit, actor: Person, number: AnnouncementId, version: int, draft: Draft
    ) -> dict[str, Any]:
        one = await standing(unit, number, version)
        if one.state is not State.SCHEDULED:
            raise NotScheduled
        if one.runs and draft.rule != one.rule:
            raise InvalidInput("news-rule-sent")
        made, due_at = await self._made(unit, actor, draft)
        changed = replace(
            made,
            id=one.id,
            author_id=one.author_id,
            created_at=one.created_at,
            runs=one.runs,
            last_sent_at=one.last_sent_at,
            price_id=one.price_id,
            version=one.version + 1,
        )
        await unit.news.save(changed)
        count = await self._heard(unit, actor, changed)
        if draft.send_at is None:
            changed = await self._sender.send(unit, changed)
        else:
            await self._react(unit, carded(changed))
        return _told(changed, due_at, count)

    async def cancel(
        self, actor: Person, announcement: AnnouncementId, version: int, *, cause: str
    ) -> str:
        """It does not come again ("cancelled"), or only its rule of sale has ended ("lifted").

        Raises NotAllowed, NotFound, Stale, NotScheduled.
        """

        async def attempt(unit: Unit) -> dict[str, Any]:
            person = await acting(unit.people, actor)
            require(person, PUBLISH)
            work = partial(self._cancel, unit, person, announcement, version)
            return await once_whole(unit, cause, self._clock.now(), work)

        return str((await self._units.run(attempt))["said"])

    async def _cancel(
        self, unit: Unit, actor: Person, number: AnnouncementId, version: int
    ) -> dict[str, Any]:
        one, now = await standing(unit, number, version), self._clock.now()
        waiting, ruling = one.state is State.SCHEDULED, one.rules(now)
        if not waiting and not ruling:
            raise NotScheduled
        state = State.CANCELLED if waiting else one.state
        await unit.news.save(replace(one, state=state, ended_at=now, version=one.version + 1))
        lifted = [RuleLifted(one.id, one.runs, actor.id)] if ruling else []
        await self._react(unit, [*lifted, *carded(one)])
        return {"said": "cancelled" if waiting else "lifted"}


async def standing(unit: Unit, number: AnnouncementId, version: int) -> Announcement:
    """Locked. Raises NotFound, Stale."""
    one = await unit.news.locked(number)
    if one is None:
        raise NotFound
    if one.version != version:
        raise Stale
    return one


async def _require_terms(unit: Unit, draft: Draft, due_at: datetime) -> None:
    """Raises InvalidInput."""
    if len(draft.files) > FILES:
        raise InvalidInput("news-files", limit=FILES)
    if draft.repeat not in {"", WORKING} or (draft.repeat and draft.send_at is None):
        raise InvalidInput("news-repeat")
    latest = due_at + LONGEST
    ends = [draft.expires_at, draft.rule.until if draft.rule is not None else None]
    if any(one is not None and one > latest for one in ends):
        raise InvalidInput("date-far")
    if draft.expires_at is not None and draft.expires_at <= due_at:
        raise InvalidInput("news-expires")
    if draft.rule is None:
        return
    if draft.rule.until <= due_at:
        raise InvalidInput("news-rule-until")
    in_roubles(draft.rule.floor)
    goods = (await unit.prices.goods([draft.rule.product_id])).get(draft.rule.product_id)
    if goods is None:
        raise NotFound
    if goods.archived:
        raise InvalidInput("product-archived", product=goods.name)


def _mark(payload: Mapping[str, Any]) -> str:
    return payload_hash(repr(sorted(payload.items())))[:16]


def _told(one: Announcement, due_at: datetime, count: int) -> dict[str, Any]:
    return {
        "news": int(one.id),
        "state": one.state.value,
        "at": due_at.isoformat(),
        "readers": count,
    }
