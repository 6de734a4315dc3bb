"""The clock that tests and the demo move by a file: never a reason to stop."""

from datetime import UTC, datetime, timedelta

import pytest

from otdel.clock import FileClock, FixedClock, SystemClock
from tests.scheduler.working import until


def ahead(clock):
    return (clock.now() - datetime.now(UTC)).total_seconds()


def test_the_real_clock_is_aware_and_utc():
    assert SystemClock().now().utcoffset() == timedelta()
    assert abs(ahead(SystemClock())) < 1


def test_an_absent_file_moves_nothing(tmp_path):
    assert abs(ahead(FileClock(tmp_path / "clock"))) < 1


@pytest.mark.parametrize(
    ("text", "offset"), [("86400", 86400), (" -3600.5\n", -3600.5), ("0", 0), ("1e3", 1000)]
)
def test_a_number_in_the_file_moves_the_clock(tmp_path, text, offset):
    (tmp_path / "clock").write_text(text)
    assert abs(ahead(FileClock(tmp_path / "clock")) - offset) < 1


@pytest.mark.parametrize(
    "garbage",
    [b"", b"abc", b"\xff\xfe", b"nan", b"inf", b"-inf", b"1e400", b"9" * 20, b"-99999999999999",
     b"9e11", b"12 34"],
)  # fmt: skip
def test_garbage_or_half_a_number_leaves_the_clock_as_it_was(tmp_path, monkeypatch, garbage):
    monkeypatch.setattr("otdel.clock.FRESH", 0.0)
    file = tmp_path / "clock"
    file.write_bytes(garbage)
    clock = FileClock(file)
    assert abs(ahead(clock)) < 1
    file.write_bytes(b"500")
    assert abs(ahead(clock) - 500) < 1
    file.write_bytes(garbage)
    assert abs(ahead(clock) - 500) < 1
    file.unlink()
    assert abs(ahead(clock)) < 1


def test_a_jump_holds_for_whatever_is_done_after_it(tmp_path):
    """As the sandbox writes it: another file in the place of the first."""
    file, fresh = tmp_path / "clock", tmp_path / "clock.new"
    clock = FileClock(file)
    clock.now()
    for offset in (3600, 7200, 1800, 0):
        fresh.write_text(str(offset))
        fresh.replace(file)
        assert abs(ahead(clock) - offset) < 1


async def test_a_file_that_was_written_over_is_seen_without_another_in_its_place(tmp_path):
    file = tmp_path / "clock"
    file.write_text("1000")
    clock = FileClock(file)
    clock.now()
    file.write_text("3600")
    await until(lambda: ahead(clock) > 3000)


def test_a_fixed_clock_stands_in_utc():
    moment = datetime.fromisoformat("2026-11-22T10:00:00+03:00")
    assert FixedClock(moment).now() == datetime(2026, 11, 22, 7, tzinfo=UTC)
