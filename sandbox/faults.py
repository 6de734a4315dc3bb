import random
from dataclasses import asdict, dataclass, field
from typing import Any

BEFORE = {"status", "retry_after", "refuse", "reset_before"}
AFTER = {"hang", "reset_after", "lost_answer", "garbage", "truncated"}
MONSTERS = {"huge", "bomb"}
"""Answers of the rates that are too large, or would become so."""
KINDS = BEFORE | AFTER | MONSTERS | {"slow"}
TALK = {"status", "refuse", "reset_before", "reset_after", "lost_answer", "hang", "slow"}
"""What can go wrong between servers of e-mail; `method` is MAIL, RCPT or DATA."""
PROVIDERS = ("telegram", "twilio", "rates", "smtp")


@dataclass
class Fault:
    """One rule: which calls go wrong, how, how often and how many times at most."""

    id: int
    provider: str
    kind: str
    method: str | None = None
    chat: str | None = None
    status: int = 500
    retry_after: float = 1
    seconds: float | None = None
    rate: float = 1.0
    count: int | None = None
    seed: int | None = None
    hits: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self, provider: str, method: str, chat: str | None) -> bool:
        if self.provider != provider or (self.count is not None and self.hits >= self.count):
            return False
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat is not None and self.chat != chat:
            return False
        return self.rate >= 1 or self.dice.random() < self.rate

    def as_json(self) -> dict[str, Any]:
        row = asdict(self)
        del row["dice"]
        return row


class Faults:
    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._last_id = 0

    def add(self, rule: dict[str, Any]) -> Fault:
        """Raises ValueError for a rule that could never strike as meant."""
        if rule.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {sorted(KINDS)}")
        if rule.get("provider") not in PROVIDERS:
            raise ValueError(f"provider must be one of {PROVIDERS}")
        if rule["kind"] in MONSTERS and rule["provider"] != "rates":
            raise ValueError("only the rates have answers of that size")
        if rule["provider"] == "smtp" and rule["kind"] not in TALK:
            raise ValueError(f"for smtp kind must be one of {sorted(TALK)}")
        self._last_id += 1
        known = set(Fault.__dataclass_fields__) - {"id", "hits", "dice"}
        if strange := set(rule) - known:
            raise ValueError(f"unknown fields {sorted(strange)}")
        values = {key: value for key, value in rule.items() if value is not None}
        if "chat" in values:
            values["chat"] = str(values["chat"])
        fault = Fault(id=self._last_id, dice=random.Random(values.get("seed")), **values)
        self._rules.append(fault)
        return fault

    def pick(self, provider: str, method: str, chat: str | None = None) -> Fault | None:
        for fault in self._rules:
            if fault.strikes(provider, method, chat):
                fault.hits += 1
                return fault
        return None

    def remove(self, fault_id: int | None = None) -> None:
        self._rules = [row for row in self._rules if fault_id is not None and row.id != fault_id]

    def rows(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._rules]
