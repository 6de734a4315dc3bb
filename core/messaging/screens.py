"""The second exit: screens, shown only to the presser, from what the presser may see."""

from dataclasses import replace

from core.messaging.ports import Units
from core.policy.gate import GateClosed, Question, Side, Ticket, judge, payload_hash
from core.ports import Clock
from core.staff.model import Person


class ScreenGate:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def admit(self, receiver: Person | None, code: str, payload: str) -> Ticket:
        """A ticket for exactly this payload, with its audit row (POLICY I10).

        `receiver` None: somebody without a place, who gets fixed neutral texts only. Raises
        GateClosed when the person has lost the place meanwhile.
        """
        hashed = payload_hash(payload)
        async with self._units.begin() as unit:
            fresh = await unit.people.get(receiver.id) if receiver is not None else None
            verdict = judge(_question(fresh, code, hashed), "show")
            if receiver is not None and (fresh is None or not fresh.placed):
                verdict = replace(verdict, allowed=False, rule="receiver-not-placed")
            await unit.audit.add([verdict], self._clock.now())
        if not verdict.allowed:
            raise GateClosed(verdict.rule)
        return Ticket(verdict, hashed)


NEUTRAL = frozenset({"neutral", "binding", "retailer-closed"})
"""Fixed texts without a word about anybody; all that people without a place or retailers get."""


def _question(person: Person | None, code: str, hashed: str) -> Question:
    system = Side("system", "system", None)
    if person is None or code in NEUTRAL:
        group = "unknown" if code in NEUTRAL else "nobody"
        kind = "person" if code in NEUTRAL else "nobody"
        return Question("show", system, Side(group, kind, None), code=code, payload_hash=hashed)
    receiver = Side(person.role, "person", person.id, person.placed)
    return Question("show", system, receiver, code=code, payload_hash=hashed)
