import hypothesis
import pytest

from tests.core.office import Office
from tests.scheduler.working import Counted

# A machine that is shared with other work is slow at times; what is tested is not speed.
hypothesis.settings.register_profile("otdel", deadline=None)
hypothesis.settings.load_profile("otdel")


@pytest.fixture
def office(units, clock):
    return Office(units, clock)


@pytest.fixture
def meter():
    return Counted()
