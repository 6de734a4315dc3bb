"""Stand-ins for clients, deals and approvals: what they answer is set by the test."""

from collections import defaultdict
from dataclasses import fields
from typing import Any

from bots.telegram.staff.services import Trade
from core.stock.model import Page


class Service:
    """One service: notes each call, answers what stands under "<name>.<method>", or raises it."""

    def __init__(self, name: str, house: "FakeTrade") -> None:
        self._name, self._house = name, house

    def __getattr__(self, method: str):
        async def asked(actor, *given, **more):
            return self._house.answer(f"{self._name}.{method}", given, more)

        return asked


class FakeTrade:
    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: dict[str, Any] = defaultdict(dict)
        self.answers["registry.search"] = []
        self.answers["registry.card"] = own_client()
        self.answers["orders.page"] = Page([], 0, 1)
        self.answers["approvals.waiting"] = []
        self.answers["approvals.mine"] = []

    def answer(self, name: str, given, more):
        self.calls.append((name, given))
        found = self.answers[name]
        if isinstance(found, Exception):
            raise found
        return [one for one in found if one["own"]] if more.get("own") else found

    def asked(self, name: str) -> list[tuple[Any, ...]]:
        return [given for called, given in self.calls if called == name]

    def services(self) -> Trade:
        return Trade(**{one.name: Service(one.name, self) for one in fields(Trade)})


def own_client(**more: Any) -> dict[str, Any]:
    known = {
        "id": 5, "version": 3, "own": True, "name": "ООО Ромашка", "inn": "7707083893",
        "responsible": "Анна", "assigned": True, "kind": "company", "status": "pending",
        "contract": "scan", "contract_file": "dogovor.pdf", "materials": ["ПЭВД", "ПП"],
        "region": "Тула", "peculiarities": "Без шуток", "contacts": [], "identities": [],
        "comments": [], "samples": [],
    }  # fmt: skip
    return known | more


def foreign_client(**more: Any) -> dict[str, Any]:
    known = {"id": 6, "own": False, "assigned": True, "name": "ООО Чужое", "inn": "500100732259"}
    return known | {"responsible": "Борис"} | more
