"""What becomes of tasks; notices tell whoever has not done it himself."""

from dataclasses import dataclass

from core.ids import PersonId
from core.tasks.model import Task


@dataclass(frozen=True, slots=True)
class TaskSet:
    task: Task


@dataclass(frozen=True, slots=True)
class TaskDone:
    """By the assignee, or by the author who has no need of it any more."""

    task: Task
    by: PersonId
