"""Three families: refusals of the domain, failures of a channel, and everything else (a bug)."""

from dataclasses import dataclass


class DomainError(Exception):
    """An expected refusal: a code and typed fields, no text.

    Each channel has one translator that turns `code` into the reader's language
    (text key `error-<code>`).
    """

    code = "refused"

    def __init__(self, code: str | None = None, **fields: str | int) -> None:
        super().__init__(code or self.code)
        self.code = code or self.code
        self.fields = fields


class NotAllowed(DomainError):
    """The actor has no right to it; to a retailer it looks like `NotFound` (POLICY I11)."""

    code = "not-allowed"


class NotFound(DomainError):
    code = "not-found"


class InvalidInput(DomainError):
    """What was typed cannot be understood; `fields` name the wrong one."""

    code = "invalid-input"


class Stale(DomainError):
    """The record has changed since the actor saw it: nothing is done, the card is shown anew.

    `by` and `at` tell who changed it last, where that is known.
    """

    code = "stale"


class InvitationInvalid(DomainError):
    """Used, late, foreign or unknown: the same answer for all four."""

    code = "invitation-invalid"


class ConversationClosed(DomainError):
    """The client has a new owner, or has told us to stop."""

    code = "conversation-closed"


class StorageUnavailable(Exception):
    """Disk full, locked or lost: the intake answers 503 and the provider tries again (P13)."""


class MediaRefused(Exception):
    """A file that will never be fetched; `code` names the rule."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ChannelError(Exception):
    """A provider did not take a message."""


@dataclass(eq=False)
class Temporary(ChannelError):
    """Not accepted now; `retry_after` in seconds is the provider's own wish, if it had one.

    `whole_account` tells a limit of the account from the limit of one chat.
    """

    reason: str
    retry_after: float | None = None
    whole_account: bool = False
    may_have_gone: bool = False
    """Refused by something on the way, perhaps after it had been accepted (P2)."""


@dataclass(eq=False)
class Permanent(ChannelError):
    """Never going to be accepted: `code` is the provider's number or our name for the reason."""

    code: str
    detail: str = ""


@dataclass(eq=False)
class Unknown(ChannelError):
    """The connection was lost after the request had been sent: it may have gone (P7)."""

    reason: str
