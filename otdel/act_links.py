"""Signed addresses in letters that do what a button does, for one person and for two weeks."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from core.ids import PersonId
from core.notices.buttons import EXTEND, RELEASE, TASK_DONE, TASK_LATER
from core.ports import Clock
from otdel.signing import mac_of

LIFE = timedelta(days=14)
PATH = "/act/"
LONGEST = 200
"""Of what follows the path; anything longer is none of ours."""


ACTS = frozenset({EXTEND, RELEASE, TASK_DONE, TASK_LATER})
"""Prefixes of buttons that an address can stand for; what each does stands in otdel/acting.py."""
_PARTS = 3
"""Prefix, opaque name, version that was shown."""
_BOX = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, once its signature is good: nothing is allowed by that yet.

    `box`: of the mailbox that it was written to.
    """

    person: PersonId
    prefix: str
    public: str
    version: int
    box: str


class ActLinks:
    """`PUBLIC_URL/act/<person>.<box>.<data>.<expires>.<mac>`: all of it is signed (P17)."""

    def __init__(self, key: Callable[[], bytes], base: str, clock: Clock) -> None:
        """`base` empty: nobody outside reaches this server, so a letter promises no buttons."""
        self._made_key = key
        self._base = base.rstrip("/")
        self._clock = clock

    @cached_property
    def _key(self) -> bytes:
        """Read when the first address is made: most commands make none."""
        return self._made_key()

    def act(self, person: PersonId, mailbox: str, data: str) -> str | None:
        """None for a button that only opens a card: the page has none."""
        parts = data.split(":")
        if not self._base or parts[0] not in ACTS or len(parts) != _PARTS:
            return None
        until = int((self._clock.now() + LIFE).timestamp())
        body = f"{person}.{self.box(mailbox)}.{data}.{until}"
        return f"{self._base}{PATH}{body}.{self._mac(body)}"

    def read(self, token: str) -> Asked | None:
        """None for anything forged, changed or late: whoever asks is told no more (P17)."""
        if len(token) > LONGEST or not token.isascii():
            return None
        body, _, mac = token.rpartition(".")
        if not hmac.compare_digest(self._mac(body), mac):
            return None
        person, box, data, until = body.split(".")
        prefix, public, version = data.split(":")
        if datetime.fromtimestamp(int(until), UTC) < self._clock.now():
            return None
        return Asked(PersonId(int(person)), prefix, public, int(version), box)

    def box(self, mailbox: str) -> str:
        """Tells one mailbox from another and names none."""
        return mac_of(self._key, f"box {mailbox}")[:_BOX]

    def _mac(self, body: str) -> str:
        """Under a name of its own: the key signs the addresses of files as well."""
        return mac_of(self._key, f"act {body}")
