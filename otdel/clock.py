"""The real clock, moved by a file in tests and the demo."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

FRESH = 0.25


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """One number in a file: seconds added to the real clock, read when another file is there.

    So a jump holds for everything that is done after it. A file that was written over in place,
    within one tick of the disk's clock, is seen a quarter of a second later.

    0 while the file is absent or half-written: a test that moves time never stops the product.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = timedelta()
        self._read_at = -FRESH
        self._mark: tuple[int, ...] = ()

    def now(self) -> datetime:
        moment, mark = time.monotonic(), self._looked()
        if mark != self._mark or moment - self._read_at >= FRESH:
            self._offset = self._read()
            self._read_at, self._mark = moment, mark
        return datetime.now(UTC) + self._offset

    def _looked(self) -> tuple[int, ...]:
        """Of the file as it stands; a look costs a microsecond."""
        try:
            found = self._file.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read(self) -> timedelta:
        try:
            offset = timedelta(seconds=float(self._file.read_text(encoding="ascii")))
            datetime.now(UTC) + offset  # beyond the calendar is garbage too
        except FileNotFoundError:
            return timedelta()
        except (OSError, ValueError, OverflowError):
            return self._offset
        return offset


class FixedClock:
    """For commands that judge time with `--now`."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment
