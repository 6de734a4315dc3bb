"""People, and what they say to clients."""

from typing import Protocol

from core.ids import ClientId, PersonId
from core.messaging.views import (
    Answered,
    ClientCard,
    Content,
    DeadLine,
    FoundLine,
    Origin,
    TemplateOffer,
    ThreadPage,
    WaPage,
)
from core.staff.model import Person


class Staff(Protocol):
    async def person_at(self, telegram_id: int) -> Person | None: ...

    async def begin_binding(self, token: str, telegram_id: int) -> None: ...

    async def finish_binding(
        self, telegram_id: int, phone: str, name: str, cause: str
    ) -> Person: ...

    async def start_day(self, actor: Person) -> bool: ...

    async def finish_day(self, actor: Person) -> bool: ...

    async def set_locale(self, actor: Person, locale: str) -> None: ...

    async def invite(self, actor: Person, role: str, phone: str) -> str: ...

    async def set_email(
        self, actor: Person, person: PersonId, typed: str, *, cause: str
    ) -> str: ...

    def commands_for(self, person: Person) -> tuple[str, ...]: ...


class Desk(Protocol):
    async def answer(
        self, actor: Person, origin: Origin, content: Content, cause: str
    ) -> Answered: ...

    async def choose(
        self, actor: Person, conversation: str, draft: str, origin: Origin, cause: str
    ) -> Answered: ...

    async def prompt(self, actor: Person, conversation: str, cause: str) -> None: ...

    async def undo(self, actor: Person, message: str, cause: str) -> str: ...

    async def edit(self, actor: Person, origin: Origin, text: str, cause: str) -> str | None: ...

    async def withdraw(self, actor: Person, origin: Origin, cause: str) -> str: ...


class Held(Protocol):
    """Answers that wait for WhatsApp's window."""

    async def templates(self, actor: Person, message: str) -> TemplateOffer: ...

    async def send_template(self, actor: Person, message: str, sid: str, cause: str) -> str: ...

    async def drop_held(self, actor: Person, message: str, cause: str) -> str: ...


class Queries(Protocol):
    async def wa_page(self, actor: Person, page: int) -> WaPage: ...

    async def find(self, actor: Person, text: str) -> list[FoundLine]: ...

    async def card(self, actor: Person, client: str) -> ClientCard: ...

    async def client_of(self, actor: Person, public: str) -> ClientId: ...

    async def thread(self, actor: Person, client: str, page: int) -> ThreadPage: ...

    async def dead(self, actor: Person) -> list[DeadLine]: ...

    async def resume(self, actor: Person, account: str) -> int: ...

    async def resend(self, actor: Person, outbox_id: int, cause: str) -> str: ...
