"""A deal in JSON, for the command line: amounts in roubles as texts, quantities in grams."""

from typing import Any

from core.orders.views import Names, Whole


def plain(whole: Whole, names: Names) -> dict[str, Any]:
    deal = whole.deal
    owner = deal.person_id
    return {
        "id": deal.id,
        "client": names.clients.get(deal.client_id, ""),
        "manager": names.people.get(owner) if owner is not None else None,
        "stage": deal.stage.value,
        "total": str(whole.figures.totals.gross),
        "paid": str(whole.figures.paid),
        "freight": str(deal.freight) if deal.freight is not None else None,
        "created_at": deal.created_at.isoformat(),
        "lines": [
            {
                "id": line.id,
                "product": names.products.get(line.product_id, ""),
                "warehouse": names.warehouses.get(line.warehouse_id) if line.warehouse_id else None,
                "grams": line.grams,
                "price_t": str(line.price.per_tonne),
                "vat": line.price.vat,
                "floor_state": line.floor_state.value,
                "shipped_g": line.shipped,
                "released_g": line.released,
            }
            for line in whole.lines
        ],
    }


def left_behind(whole: Whole) -> dict[str, Any]:
    """Shipments, payments, and papers."""
    return {
        "shipments": [
            {
                "number": shipment.number,
                "shipped_at": shipment.shipped_at.isoformat(),
                "lines": [{"line": part.line_id, "grams": part.grams} for part in shipment.lines],
            }
            for shipment in whole.shipments
        ],
        "payments": [
            {
                "id": one.id,
                "amount": str(one.amount),
                "paid_on": one.paid_on.isoformat(),
                "reverses": one.reverses,
                "reason": one.reason,
            }
            for one in whole.payments
        ],
        "papers": [
            {"kind": one.kind, "number": one.number, "at": one.at.isoformat()}
            for one in whole.papers
        ],
    }
