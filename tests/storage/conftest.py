import pytest

from tests.storage.making import Maker


@pytest.fixture
def make(units, clock):
    return Maker(units, clock)
