"""A deal as one person may see it: each field by the table of fields (A5, A8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.amounts import KILOGRAM, Price, rounded, without_vat
from core.ids import ClientId, LineId, PersonId, ProductId, WarehouseId
from core.orders.model import Deal, Line, Paper, Payment, Shipment
from core.orders.money import Margin, Profit, merged
from core.orders.reckoning import Figures
from core.policy.fields import OWN, relation, view_for, visible
from core.policy.permissions import Owned
from core.staff.model import Person

RESOURCE = "deal"


@dataclass(frozen=True, slots=True)
class Names:
    clients: Mapping[ClientId, str]
    people: Mapping[PersonId, str]
    products: Mapping[ProductId, str]
    warehouses: Mapping[WarehouseId, str]


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about a deal, before it is cut to its reader."""

    deal: Deal
    lane: Owned | None
    lines: Sequence[Line]
    figures: Figures
    shipments: Sequence[Shipment] = ()
    payments: Sequence[Payment] = ()
    papers: Sequence[Paper] = ()
    floors: Mapping[ProductId, Price] | None = None
    profit: Profit | None = None
    request: Mapping[str, Any] | None = None
    """About the deferral (E5): it waits, or was rejected."""


def card(reader: Person, whole: Whole, names: Names) -> dict[str, Any]:
    """All that the reader may see, with `id`, `version` and `own` for the buttons."""
    deal = whole.deal
    seen = visible(reader, RESOURCE, whole.lane)
    values = _plain(deal, names) | {
        "lines": [line_view(seen, whole, line, names) for line in whole.lines],
        "prices": {line.id: line.price for line in whole.lines},
        "floors": {line.id: (whole.floors or {}).get(line.product_id) for line in whole.lines},
        "total": total_view(whole.figures),
        "terms": _terms(whole),
        "shipments": [_shipment(one) for one in whole.shipments],
        "payments": [_payment(one, names) for one in whole.payments],
        "papers": [_paper(one, names) for one in whole.papers],
        "profit": profit_view(whole.profit) if whole.profit is not None else None,
    }
    return _handles(reader, whole, seen) | view_for(reader, RESOURCE, whole.lane, values)


def row(reader: Person, whole: Whole, names: Names) -> dict[str, Any]:
    """A line of a list."""
    deal = whole.deal
    values = _plain(deal, names) | {"total": total_view(whole.figures)}
    return _handles(reader, whole, frozenset()) | view_for(reader, RESOURCE, whole.lane, values)


def delivery(reader: Person, whole: Whole, names: Names) -> dict[str, Any]:
    """A8: number, goods, tonnes, city, date, address, unloading, freight; nothing of the client."""
    deal = whole.deal
    seen = visible(reader, RESOURCE, whole.lane)
    wanted = _plain(deal, names)
    for hidden in ("client", "responsible", "note"):
        wanted.pop(hidden, None)
    wanted["lines"] = [line_view(frozenset(), whole, line, names) for line in whole.lines]
    handles: dict[str, Any] = {"id": deal.id, "version": deal.version, "own": False}
    if "freight_file" in seen:
        handles |= {"freight_blob": deal.freight_blob, "freight_at": deal.freight_at}
    return handles | view_for(reader, RESOURCE, whole.lane, wanted)


def _handles(reader: Person, whole: Whole, seen: frozenset[str]) -> dict[str, Any]:
    deal = whole.deal
    handles: dict[str, Any] = {
        "id": deal.id,
        "version": deal.version,
        "own": relation(reader, whole.lane) == OWN,
    }
    if "client" in visible(reader, RESOURCE, whole.lane):
        handles["client_id"] = deal.client_id
    if "freight_file" in seen:
        handles |= {"freight_blob": deal.freight_blob, "freight_at": deal.freight_at}
    if "note" in seen:
        handles["lost_reason"] = deal.lost_reason
    return handles


def _plain(deal: Deal, names: Names) -> dict[str, Any]:
    owner = deal.person_id
    return {
        "number": deal.id,
        "client": names.clients.get(deal.client_id),
        "responsible": names.people.get(owner) if owner is not None else None,
        "stage": deal.stage.value,
        "city": deal.city,
        "delivery_address": deal.delivery_address,
        "unloading_contact": deal.unloading_contact,
        "unloading_hours": deal.unloading_hours,
        "ship_on": deal.ship_on,
        "freight": deal.freight,
        "freight_file": deal.freight_file,
        "note": deal.note,
    }


def line_view(seen: frozenset[str], whole: Whole, line: Line, names: Names) -> dict[str, Any]:
    """Goods and grams for everybody; money and floors for those who see prices and floors."""
    place = line.warehouse_id
    view: dict[str, Any] = {
        "id": line.id,
        "product": names.products.get(line.product_id, ""),
        "product_id": line.product_id,
        "warehouse": names.warehouses.get(place) if place is not None else None,
        "warehouse_id": place,
        "grams": line.grams,
        "shipped": line.shipped,
        "released": line.released,
        "open": line.open,
    }
    if "prices" in seen:
        view |= _priced(whole, line)
    if "floors" in seen:
        floor = (whole.floors or {}).get(line.product_id)
        view |= {"floor": floor, "floor_state": line.floor_state.value}
    return view


def _priced(whole: Whole, line: Line) -> dict[str, Any]:
    """`price_ex_vat`: roubles a kilogram, under the latest of the line's VAT rates.

    `open_sum`: roubles with VAT of what has still to leave; that piece comes last.
    """
    own = [piece for piece in whole.figures.pieces if piece.line == line.id]
    mine = merged(own)
    bare = None
    if mine:
        per_kilogram = line.price.per_tonne / KILOGRAM
        bare = rounded(without_vat(per_kilogram, mine[-1].percent, vat=line.price.vat))
    return {
        "price": line.price,
        "price_ex_vat": bare,
        "sum": sum((piece.gross for piece in mine), Decimal("0.00")),
        "open_sum": own[-1].gross if line.open > 0 else Decimal("0.00"),
        "expected_cost": line.expected_cost,
    }


def total_view(figures: Figures) -> dict[str, Any]:
    """Roubles: with VAT, VAT, without; what was paid and what is still to come."""
    totals = figures.totals
    return {
        "gross": totals.gross,
        "vat": totals.vat,
        "net": totals.net,
        "paid": figures.paid,
        "rest": figures.rest,
    }


def _terms(whole: Whole) -> dict[str, Any]:
    return {
        "prepayment_percent": whole.deal.prepayment_percent,
        "deferral_days": whole.deal.deferral_days,
        "request": whole.request,
    }


def profit_view(profit: Profit) -> dict[str, Any]:
    """`without` and `with` transport, each with `_percent` and `_per_kg`; None has its `why_`."""
    return {
        **_margin("without", profit.without),
        "why_without": profit.why_without,
        **_margin("with", profit.with_transport),
        "why_with": profit.why_with,
    }


def _margin(name: str, margin: Margin | None) -> dict[str, Decimal | None]:
    if margin is None:
        return {name: None, f"{name}_percent": None, f"{name}_per_kg": None}
    return {
        name: margin.amount,
        f"{name}_percent": margin.percent,
        f"{name}_per_kg": margin.per_kg,
    }


def _shipment(shipment: Shipment) -> dict[str, Any]:
    parts: dict[LineId, int] = {}
    for part in shipment.lines:
        parts[part.line_id] = parts.get(part.line_id, 0) + part.grams
    return {
        "id": shipment.id,
        "number": shipment.number,
        "shipped_at": shipment.shipped_at,
        "lines": [{"line": line, "grams": grams} for line, grams in parts.items()],
    }


def _payment(payment: Payment, names: Names) -> dict[str, Any]:
    return {
        "id": payment.id,
        "amount": payment.amount,
        "paid_on": payment.paid_on,
        "person": names.people.get(payment.person_id),
        "reverses": payment.reverses,
        "reason": payment.reason,
    }


def _paper(paper: Paper, names: Names) -> dict[str, Any]:
    return {
        "kind": paper.kind,
        "number": paper.number,
        "valid_until": paper.valid_until,
        "at": paper.at,
        "person": names.people.get(paper.person_id),
    }


def people_in(whole: Whole) -> set[PersonId]:
    """Whose names the views of this deal need."""
    found = {payment.person_id for payment in whole.payments}
    found |= {paper.person_id for paper in whole.papers}
    if whole.deal.person_id is not None:
        found.add(whole.deal.person_id)
    return found
