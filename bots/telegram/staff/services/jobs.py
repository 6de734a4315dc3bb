from typing import Protocol

from core.schedule.model import Fire, Next
from core.staff.model import Person


class Jobs(Protocol):
    """`core.schedule.service.Schedule`, to look at."""

    async def look(self, actor: Person) -> tuple[list[Next], list[Fire]]: ...
