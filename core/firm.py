"""What the core knows of the firm it works for: settings, not rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
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

    mail_account: str | None = None
    """The address that the firm's e-mail comes from; None: no e-mail."""
    opens: time = time(9)
    closes: time = time(18)
    """The working day: digests come at its ends, and unanswered minutes count within it."""
    remind_at: time = time(10)
    """The company hour of reminders (A4)."""
    quiet_from: time = time(21)
    quiet_to: time = time(8)
    """Quiet hours of whoever has set none: messages come without a sound."""
    unanswered_minutes: int = 15
    escalation_minutes: int = 30
    """E11: working minutes until the responsible is reminded, and until the superior is told."""

    def day(self, moment: datetime) -> date:
        """The firm's own calendar day: by it a rate of VAT or of the central bank is chosen."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()
