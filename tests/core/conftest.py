import pytest

from tests.core.office import Office


@pytest.fixture
def office(units, clock):
    return Office(units, clock)
