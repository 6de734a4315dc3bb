from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.inloop import InLoop, without_undo


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[InLoop]:
    """One manager; the product runs with everything plugged in."""
    with without_undo():
        async with InLoop(tmp_path) as opened:
            await opened.open()
            yield opened
