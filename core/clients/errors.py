"""Rules of the register that somebody met."""

from core.errors import DomainError
from core.ids import ClientId


class DuplicateClient(DomainError):
    """The client is known: `name`, `inn`, `responsible` and nothing else (A5, DOMAIN).

    `responsible` is empty for nobody and for a retailer (POLICY i); `who` tells which: "named",
    "assigned" or "nobody". `known`: "inn" where there is one to be told, else "name".
    """

    code = "client-duplicate"

    def __init__(
        self,
        name: str = "",
        inn: str = "",
        responsible: str = "",
        *,
        assigned: bool = True,
        client: ClientId | None = None,
    ) -> None:
        """Without a name where a race was lost: the second try finds whom.

        `client`: which it is, for whoever may merge it with another card (E10) and for nobody else.
        """
        who = "named" if responsible else "assigned" if assigned else "nobody"
        known = "inn" if inn else "name"
        super().__init__(name=name, inn=inn, responsible=responsible, who=who, known=known)
        self.client = client


class CommentLocked(DomainError):
    """A3: past its 24 hours a comment is changed by administrators only."""

    code = "comment-locked"
