"""What the core knows of the firm it works for: settings, not rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Firm:
    """`staff_account` and the others are provider accounts that are switched on; None is off."""

    name: str = "Отдел"
    locale: str = "ru"
    region: str = "RU"
    timezone: str = "Europe/Moscow"
    reservation_days: int = 7
    """A4: the life of a reservation, and of each extension."""
    reservation_extensions: Mapping[str, int | None] = field(default_factory=lambda: {"manager": 2})
    """How often people of a role may extend one; None and a role that is not there: any number."""
    staff_account: str | None = None
    client_account: str | None = None
    retailer_account: str | None = None
    twilio_account: str | None = None

    sample_call_days: int = 3
    """A12: a call about a sample is due so many days after it was sent."""

    def day(self, moment: datetime) -> date:
        """The firm's own calendar day: by it a rate of VAT or of the central bank is chosen."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()
