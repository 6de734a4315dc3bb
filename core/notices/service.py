"""Every notice of the trading core; which event rings which stands in core/reactions.py."""

from core.firm import Firm
from core.notices.approvals import ApprovalNotices
from core.notices.bell import Bell
from core.notices.clients import ClientNotices
from core.notices.deals import DealNotices
from core.notices.goods import GoodsNotices
from core.notices.holding import HoldingNotices
from core.notices.jobs import JobNotices
from core.notices.leads import LeadLetters
from core.notices.news import NewsNotices
from core.notices.prices import PriceNotices
from core.notices.samples import SampleNotices
from core.notices.tasks import TaskNotices
from core.notices.unanswered import UnansweredNotices
from core.notices.warehouses import WarehouseNotices
from core.ports import Clock, Links, Texts


class Notices:
    def __init__(self, firm: Firm, texts: Texts, clock: Clock, links: Links | None = None) -> None:
        bell = Bell(firm, texts, clock, links)
        self.approvals = ApprovalNotices(bell)
        self.clients = ClientNotices(bell)
        self.deals = DealNotices(bell)
        self.goods = GoodsNotices(bell)
        self.holding = HoldingNotices(bell, firm)
        self.jobs = JobNotices(bell)
        self.leads = LeadLetters(bell)
        self.news = NewsNotices(bell, firm, clock)
        self.prices = PriceNotices(bell)
        self.samples = SampleNotices(bell)
        self.tasks = TaskNotices(bell)
        self.unanswered = UnansweredNotices(bell)
        self.warehouses = WarehouseNotices(bell, firm, clock)
