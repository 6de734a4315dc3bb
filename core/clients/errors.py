"""Rules of the register that somebody met."""

from core.errors import DomainError


class DuplicateClient(DomainError):
    """The client is known: `name`, `inn`, `responsible` and nothing else (A5, DOMAIN).

    `responsible` is empty for nobody and for a retailer (POLICY i); `who` tells which: "named",
    "assigned" or "nobody".
    """

    code = "client-duplicate"

    def __init__(
        self, name: str = "", inn: str = "", responsible: str = "", *, assigned: bool = True
    ) -> None:
        """Without a name where a race was lost: the second try finds whom."""
        who = "named" if responsible else "assigned" if assigned else "nobody"
        super().__init__(name=name, inn=inn, responsible=responsible, who=who)


class CommentLocked(DomainError):
    """A3: past its 24 hours a comment is changed by administrators only."""

    code = "comment-locked"
