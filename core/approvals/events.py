"""Facts about requests; notices turn them into cards."""

from dataclasses import dataclass

from core.approvals.model import Approval
from core.ids import PersonId


@dataclass(frozen=True, slots=True)
class ApprovalFiled:
    approval: Approval


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """Approved, rejected, or void because the thing has changed: `approval.state` tells."""

    approval: Approval


@dataclass(frozen=True, slots=True)
class ApprovalDiscussed:
    """`by` has asked the requester, or the requester has answered; `number` counts the words."""

    approval: Approval
    by: PersonId
    text: str
    number: int
