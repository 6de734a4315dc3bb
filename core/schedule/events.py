from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A due time that could not be fired in several tries; `job` as in the ledger (P4)."""

    job: str
