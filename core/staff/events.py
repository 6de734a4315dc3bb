"""Facts about people, in the past tense."""

from dataclasses import dataclass

from core.ids import PersonId


@dataclass(frozen=True, slots=True)
class PersonDismissed:
    """Somebody has left; what was theirs goes to `heir_id` in the same transaction (MENUS).

    `by`: who has dismissed them, None: the command line.
    """

    person_id: PersonId
    heir_id: PersonId
    by: PersonId | None = None
