"""What waits for a yes or a no."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from core.ids import ApprovalId
from core.staff.model import Person


class Approvals(Protocol):
    async def decide(
        self, actor: Person, approval: ApprovalId, version: int, yes: bool, reason: str, cause: str
    ) -> str: ...

    async def clarify(
        self, actor: Person, approval: ApprovalId, question: str, cause: str
    ) -> str: ...

    async def answer(self, actor: Person, approval: ApprovalId, text: str, cause: str) -> str: ...

    async def waiting(self, actor: Person, page: int = 0) -> Sequence[Mapping[str, Any]]: ...

    async def one(self, actor: Person, approval: ApprovalId) -> Mapping[str, Any]: ...

    async def mine(self, actor: Person, page: int = 0) -> Sequence[Mapping[str, Any]]: ...
