"""A notice by e-mail: the same words, and its buttons as signed links (A4)."""

from dataclasses import replace
from typing import Any

from core.emails import MAILER, reachable
from core.firm import Firm
from core.messaging.model import OutboxRow
from core.ports import Links, Texts
from core.staff.model import Person

MAIL = "email"
PARTS = " · "
"""Between the parts of a line."""


class Letters:
    def __init__(self, firm: Firm, texts: Texts, links: Links | None) -> None:
        self._firm = firm
        self._texts = texts
        self._links = links

    def reach(self, reader: Person) -> bool:
        """Whoever has an address, with or without Telegram."""
        return self._firm.mail_account is not None and reader.placed and reachable(reader.email)

    def letter(self, reader: Person, row: OutboxRow) -> OutboxRow:
        """The same notice for the reader's mailbox, under the same conditions (I7)."""
        return replace(
            row,
            provider=MAILER,
            account=self._firm.mail_account or "",
            channel=MAIL,
            chat=reader.email or "",
            order_key=f"mail:{reader.email}",
            dedupe_key=letter_key(row.dedupe_key or ""),
            payload=self.payload(reader, row.payload),
        )

    def payload(self, reader: Person, shown: dict[str, Any]) -> dict[str, Any]:
        """Of what stands in Telegram; a button that no link can stand for is left to Telegram."""
        links = [
            [button["text"], address]
            for row in shown["buttons"]
            for button in row
            if (address := self._address(reader, button["data"])) is not None
        ]
        footer = "mail-footer-links" if links else "mail-footer"
        return {
            "subject": _subject(shown["text"]),
            "text": shown["text"],
            "links": links,
            "footer": self._texts.render(footer, reader.locale, {"company": self._firm.name}),
        }

    def _address(self, reader: Person, data: str) -> str | None:
        if self._links is None:
            return None
        return self._links.act(reader.id, reader.email or "", data)


def _subject(text: str) -> str:
    """The head, and of a second line in parts the first: the goods, so that letters differ."""
    head, _, rest = text.partition("\n")
    about, apart, _ = rest.partition("\n")[0].partition(PARTS)
    return f"{head}{PARTS}{about}" if apart else head


def letter_key(key: str) -> str:
    """Each reader is written to once, too."""
    return f"{key}:mail"
