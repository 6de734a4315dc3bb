"""What presses and commands do: one dictionary a subject, merged here.

Prefix of the button's data → (handler, number of its arguments); word after the slash → handler.
"""

from bots.telegram.staff.actions import (
    approvals,
    clients,
    deals,
    deliveries,
    forms,
    merging,
    messaging,
    openings,
    prices,
    reservations,
    rights,
    search,
    segments,
    statuses,
    stock,
    tasks,
    today,
)
from bots.telegram.staff.actions.arguments import Commands, Presses

PRESSES: Presses = {
    **messaging.PRESSES,
    **forms.PRESSES,
    **rights.PRESSES,
    **stock.PRESSES,
    **reservations.PRESSES,
    **prices.PRESSES,
    **tasks.PRESSES,
    **today.PRESSES,
    **approvals.PRESSES,
    **clients.PRESSES,
    **deals.PRESSES,
    **deliveries.PRESSES,
    **merging.PRESSES,
    **openings.PRESSES,
    **segments.PRESSES,
    **statuses.PRESSES,
}
COMMANDS: Commands = {
    **search.COMMANDS,
    **stock.COMMANDS,
    **reservations.COMMANDS,
    **prices.COMMANDS,
    **tasks.COMMANDS,
    **today.COMMANDS,
    **approvals.COMMANDS,
    **clients.COMMANDS,
    **deals.COMMANDS,
    **deliveries.COMMANDS,
    **merging.COMMANDS,
    **openings.COMMANDS,
    **segments.COMMANDS,
    **statuses.COMMANDS,
}
