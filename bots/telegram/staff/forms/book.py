"""Every form by its name."""

from collections.abc import Mapping

from bots.telegram.staff.forms import (
    approvals,
    card,
    catalog,
    clients,
    deals,
    find,
    handing,
    hours,
    joining,
    moves,
    news,
    payments,
    prices,
    remarks,
    reservations,
    shipping,
    statuses,
    stock,
    taking,
    tasks,
    terms,
)
from bots.telegram.staff.forms.engine import Form

BOOK: Mapping[str, Form] = {
    form.name: form
    for form in (
        *reservations.FORMS,
        *stock.FORMS,
        *catalog.FORMS,
        *prices.FORMS,
        *tasks.FORMS,
        *terms.FORMS,
        *approvals.FORMS,
        *card.FORMS,
        *clients.FORMS,
        *deals.FORMS,
        *find.FORMS,
        *handing.FORMS,
        *hours.FORMS,
        *joining.FORMS,
        *moves.FORMS,
        *news.FORMS,
        *payments.FORMS,
        *remarks.FORMS,
        *shipping.FORMS,
        *statuses.FORMS,
        *taking.FORMS,
    )
}
