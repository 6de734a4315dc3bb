"""Facts about clients, in the past tense."""

from dataclasses import dataclass
from datetime import datetime

from core.ids import ApprovalId, ClientId, CommentId, PersonId, SampleId


@dataclass(frozen=True, slots=True)
class ClientCreated:
    client_id: ClientId
    person_id: PersonId
    owner_id: PersonId | None


@dataclass(frozen=True, slots=True)
class ClientConverted:
    """A lead has become a company; its status is "pending" (D2)."""

    client_id: ClientId
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class ClientChanged:
    client_id: ClientId
    person_id: PersonId
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusChanged:
    client_id: ClientId
    person_id: PersonId
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRequested:
    """A1: somebody asks an administrator to change a locked field.

    The card of the request goes out with the approval itself; this is for what counts requests.
    """

    client_id: ClientId
    person_id: PersonId
    approval_id: ApprovalId
    field: str


@dataclass(frozen=True, slots=True)
class CommentWritten:
    client_id: ClientId
    comment_id: CommentId
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class SampleSent:
    client_id: ClientId
    sample_id: SampleId
    person_id: PersonId
    call_at: datetime


@dataclass(frozen=True, slots=True)
class SampleConcluded:
    client_id: ClientId
    sample_id: SampleId
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class ClientsMerged:
    """`previous_owner` answered for what has come to `client_id`, for which `owner_id` answers."""

    kept_id: ClientId
    merged_id: ClientId
    person_id: PersonId
    previous_owner: PersonId | None
    owner_id: PersonId | None

    @property
    def client_id(self) -> ClientId:
        return self.kept_id


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """The other way round: `client_id` stands again."""

    kept_id: ClientId
    merged_id: ClientId
    person_id: PersonId
    previous_owner: PersonId | None
    owner_id: PersonId | None

    @property
    def client_id(self) -> ClientId:
        return self.merged_id
