import pytest

from tests.core.office import Office
from tests.scheduler.working import Counted


@pytest.fixture
def office(units, clock):
    return Office(units, clock)


@pytest.fixture
def meter():
    return Counted()
