"""Every reminder that acts: one row of the table of jobs each."""

from core.firm import Firm
from core.notices.service import Notices
from core.ports import Clock
from core.reminders.reservations import ReservationReminder
from core.reminders.samples import SampleCall
from core.reminders.tasks import TaskDue
from core.reminders.unanswered import Unanswered
from core.reminders.warehouses import WarehouseTerm
from core.schedule.calendar import Calendar
from core.schedule.ports import DueJob


def reminders(firm: Firm, clock: Clock, calendar: Calendar, notices: Notices) -> tuple[DueJob, ...]:
    return (
        ReservationReminder(firm, clock, calendar, notices.holding),
        WarehouseTerm(firm, calendar, notices.warehouses),
        SampleCall(firm, calendar, notices.samples),
        TaskDue(firm, calendar, notices.tasks),
        Unanswered(firm, clock, calendar, notices.unanswered),
    )
