from core.errors import DomainError


class Fenced(Exception):
    """Another process leads: whatever this one was about to fire is not its business any more."""


class TimeUnclear(DomainError):
    """A day or an hour that cannot be read, or that has passed."""

    code = "time-unclear"
