"""What is lost, repeated or out of order: the emulators' ledgers against what people did."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from tests.e2e.kill.load import Load
from tests.e2e.kill.stand import ROW, Stand, said


@dataclass
class Verdict:
    """`unmarked`: repeats whose outbox row does not say that it may be one (P2)."""

    messages: int = 0
    answers: int = 0
    lost: list[str] = field(default_factory=list)
    twice_in_record: list[str] = field(default_factory=list)
    repeats_shown: int = 0
    repeats_sent: int = 0
    inversions: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        return {k: len(v) if isinstance(v, list) else v for k, v in asdict(self).items()}


def copies(texts: Iterable[str], wanted: Iterable[str]) -> Counter[str]:
    """How often each wanted text was shown or sent."""
    found: Counter[str] = Counter(dict.fromkeys(wanted, 0))
    for text in texts:
        for word in text.split():
            if word in found:
                found[word] += 1
    return found


def inversions(texts: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Wanted texts whose first occurrence stands before that of one written earlier."""
    place = {word: n for n, text in reversed(list(enumerate(texts))) for word in text.split()}
    seen = [word for word in wanted if word in place]
    return [f"{b} before {a}" for a, b in pairwise(seen) if place[a] > place[b]]


class Oracle:
    def __init__(self, stand: Stand, load: Load) -> None:
        self._stand = stand
        self._load = load

    async def missing(self) -> list[str]:
        """What has not arrived at the person for whom it is."""
        verdict = Verdict()
        await self._shown(verdict)
        await self._sent(verdict)
        return verdict.lost

    async def verdict(self) -> Verdict:
        found = Verdict(
            messages=sum(map(len, self._load.written.values())),
            answers=sum(map(len, self._load.typed.values())),
        )
        repeated = await self._shown(found) + await self._sent(found)
        await self._recorded(found)
        marked = self._marked()
        found.unmarked = [text for text in repeated if text not in marked]
        return found

    async def _shown(self, verdict: Verdict) -> list[str]:
        chats = [[said(row) for row in await self._messages(m)] for m in self._stand.managers]
        for texts in chats:
            for wanted in self._load.written.values():
                verdict.inversions += inversions(texts, wanted)
        repeated = self._count(verdict, [t for texts in chats for t in texts], self._load.written)
        verdict.repeats_shown = sum(repeated.values())
        return list(repeated)

    async def _messages(self, manager: int) -> list[ROW]:
        try:
            return await self._stand.chat(manager)
        except AssertionError:
            return []

    async def _sent(self, verdict: Verdict) -> list[str]:
        texts = [str(row["body"]) for row in await self._stand.twilio("outbound-api")]
        for wanted in self._load.typed.values():
            verdict.inversions += inversions(texts, wanted)
        repeated = self._count(verdict, texts, self._load.typed)
        verdict.repeats_sent = sum(repeated.values())
        return list(repeated)

    @staticmethod
    def _count(
        verdict: Verdict, texts: Sequence[str], truth: Mapping[int, Sequence[str]]
    ) -> Counter[str]:
        found = copies(texts, [text for wanted in truth.values() for text in wanted])
        verdict.lost += [text for text, times in found.items() if not times]
        return Counter({text: times - 1 for text, times in found.items() if times > 1})

    async def _recorded(self, verdict: Verdict) -> None:
        """Every message that the emulator was given stands once under its client."""
        truth = {row["sid"] for row in await self._stand.twilio("inbound")}
        kept = Counter(
            row["external_id"]
            for row in self._stand.rows(
                "SELECT external_id FROM messages WHERE direction = 'in' AND provider = 'twilio'"
            )
        )
        verdict.lost += [f"not recorded: {sid}" for sid in truth - set(kept)]
        verdict.twice_in_record = [sid for sid, times in kept.items() if times > 1]

    def _marked(self) -> set[str]:
        rows = self._stand.rows("SELECT payload FROM outbox WHERE possible_repeat")
        return {
            word
            for row in rows
            for word in str(row["payload"]).replace("\\n", " ").replace('"', " ").split()
        }
