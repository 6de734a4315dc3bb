"""A clock that was set back makes nothing wait for it to come round again (fault 28, P4).

Pauses are kept as moments. A moment that no pause can reach from now was written before the
clock was set back, and says nothing any more of how long is left.
"""

from datetime import datetime, timedelta

INBOX = timedelta(minutes=5)
"""The longest pause between two tries of an item."""
ASKING = timedelta(minutes=6)
"""Between two questions about a send of unknown outcome: the slowest pause with its jitter."""
MEDIA = timedelta(minutes=20)
"""Between two tries to fetch a file."""
APART = timedelta(minutes=1)
"""How far the clocks of two processes may differ, so that neither takes the other's rows for old.

A provider may ask for any pause (P8), so of a row of the outbox it is told by when it was made or
last tried: further ahead than this, the clock has been set back since. A smaller step costs no
more than itself.
"""


def over(due: datetime | None, now: datetime, longest: timedelta) -> bool:
    """The pause has ended, or cannot be told any more."""
    return due is None or due <= now or due > now + longest
