"""Refusals of this room, named for the broken rule."""

from core.errors import DomainError
from core.messaging.post import StoppedByPolicy


class RetailersClosed(StoppedByPolicy):
    """R8: the retailers' feed has no exit yet; the announcement is refused as a whole."""

    code = "news-retailers-closed"


class Reminded(DomainError):
    """Once an hour: `minutes` until the next reminder."""

    code = "news-reminded"


class AllHaveRead(DomainError):
    code = "news-all-read"


class NotScheduled(DomainError):
    """It has been sent, cancelled or left out meanwhile."""

    code = "news-not-scheduled"
