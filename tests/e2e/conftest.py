"""Running firms. Starting one costs seconds, so tests share it and bring clients of their own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tests.e2e.checks import closing
from tests.e2e.firm import Firm

OpenFirm = Callable[..., AbstractContextManager[Firm]]


@pytest.fixture(scope="session")
def open_firm(tmp_path_factory: pytest.TempPathFactory) -> OpenFirm:
    """A firm of one's own, for tests that move the clock, send people home or kill it."""

    @contextmanager
    def opened(**more: Any) -> Iterator[Firm]:
        firm = Firm(tmp_path_factory.mktemp("firm"), **more)
        try:
            firm.open()
            yield firm
            closing(firm)
        finally:
            firm.close()

    return opened


@pytest.fixture(scope="session")
def firm(open_firm: OpenFirm) -> Iterator[Firm]:
    """The firm that most tests share: its managers stay present, its clock stands still."""
    with open_firm() as running:
        yield running
