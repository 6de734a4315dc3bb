"""Every notice of the trading core; which event rings which stands in core/reactions.py."""

from core.firm import Firm
from core.notices.approvals import ApprovalNotices
from core.notices.bell import Bell
from core.notices.clients import ClientNotices
from core.notices.deals import DealNotices
from core.notices.goods import GoodsNotices
from core.notices.jobs import JobNotices
from core.notices.prices import PriceNotices
from core.notices.tasks import TaskNotices
from core.ports import Clock, Texts


class Notices:
    def __init__(self, firm: Firm, texts: Texts, clock: Clock) -> None:
        bell = Bell(firm, texts, clock)
        self.approvals = ApprovalNotices(bell)
        self.clients = ClientNotices(bell)
        self.deals = DealNotices(bell)
        self.goods = GoodsNotices(bell)
        self.jobs = JobNotices(bell)
        self.prices = PriceNotices(bell)
        self.tasks = TaskNotices(bell)
