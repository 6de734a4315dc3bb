"""What the staff bot needs of the core, as far as it needs it: one file a room of the core."""

from bots.telegram.staff.services.duties import Duties
from bots.telegram.staff.services.goods import Goods
from bots.telegram.staff.services.jobs import Jobs
from bots.telegram.staff.services.messaging import Desk, Held, Queries, Staff
from bots.telegram.staff.services.news import News
from bots.telegram.staff.services.rights import Groups, Lenses, Refusals
from bots.telegram.staff.services.shared import Files, Kept, Names
from bots.telegram.staff.services.trade import Trade

__all__ = [
    "Desk",
    "Duties",
    "Files",
    "Goods",
    "Groups",
    "Held",
    "Jobs",
    "Kept",
    "Lenses",
    "Names",
    "News",
    "Queries",
    "Refusals",
    "Staff",
    "Trade",
]
