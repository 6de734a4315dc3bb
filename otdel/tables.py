"""Tables that people take away as files."""

import asyncio
from collections.abc import Sequence
from typing import Any

from reports import spreadsheet


class XlsxTables:
    """Implements the staff bot's `Tables`; a sheet is written beside the loop, not in it."""

    async def xlsx(self, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
        return await asyncio.to_thread(spreadsheet.written, head, rows)
