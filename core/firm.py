"""What the core knows of the firm it works for: settings, not rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firm:
    """`staff_account` and the others are provider accounts that are switched on; None is off."""

    name: str = "Отдел"
    locale: str = "ru"
    region: str = "RU"
    staff_account: str | None = None
    client_account: str | None = None
    retailer_account: str | None = None
    twilio_account: str | None = None
