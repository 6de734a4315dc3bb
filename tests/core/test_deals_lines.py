"""A deal before it is confirmed: whose it is, its lines, terms, papers (A5, B9, B10, E5, E12)."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.orders.errors import GoodsPresent, NotYours, TermsWaiting, WrongStage
from core.orders.events import DealStage
from core.orders.model import Stage
from core.policy.lenses import Lenses
from core.staff.model import Role
from core.stock.errors import OutOfStock, ReservationBound, ReservationEnded
from tests.core.shop import Shop, cause, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def test_a_deal_begins_with_the_terms_and_the_delivery_of_the_card(shop):
    deal = await shop.stored(await shop.opened())
    assert (deal.stage, deal.person_id) == (Stage.DEAL, shop.manager.id)
    assert (deal.prepayment_percent, deal.deferral_days) == (30, 14)
    assert (deal.delivery_address, deal.unloading_hours) == ("Тула, Заводская 1", "9-17")
    [event] = shop.told(DealStage)
    assert (event.before, event.after, event.by) == (None, Stage.DEAL, shop.manager.id)


async def test_pressed_twice_a_deal_is_opened_once(shop):
    pressed = cause()
    first = await shop.deals.open(shop.manager, shop.buyer, pressed)
    assert await shop.deals.open(shop.manager, shop.buyer, pressed) == first
    assert (await shop.queries.page(shop.manager)).rows[0]["id"] == first
    assert len((await shop.queries.page(shop.manager)).rows) == 1


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.MANAGER, NotFound),
        (Role.SECRETARY, NotFound),
        (Role.LOGISTICIAN, NotFound),
        (Role.LAWYER, NotFound),
        (Role.RETAILER, NotFound),
    ],
)
async def test_nobody_opens_a_deal_with_anothers_client(shop, role, refusal):
    """MUST-FAIL (A5)."""
    stranger = await shop.person(role)
    with pytest.raises(refusal):
        await shop.opened(stranger)


async def test_another_managers_deal_does_not_exist(shop):
    """MUST-FAIL (A5): every way in answers as for a deal that never was."""
    deal = await shop.opened()
    line = await shop.line(deal)
    v = await shop.version(deal)
    d, s, rival = shop.deals, shop.shipping, shop.rival
    tries = [
        lambda n: shop.queries.card(rival, n),
        lambda n: d.add_line(rival, n, v, shop.grade, shop.main, 1000, rub(1), cause=cause()),
        lambda n: d.change_line(rival, n, v, line, 1000, cause=cause()),
        lambda n: d.remove_line(rival, n, v, line, cause=cause()),
        lambda n: d.set_warehouse(rival, n, v, line, shop.main, cause=cause()),
        lambda n: d.set_terms(rival, n, v, 0, 0, cause=cause()),
        lambda n: d.set_delivery(rival, n, v, {"city": "Тула"}, cause=cause()),
        lambda n: d.note(rival, n, v, "моё", cause=cause()),
        lambda n: d.offer(rival, n, v, None, cause=cause()),
        lambda n: d.invoice(rival, n, v, None, cause=cause()),
        lambda n: d.confirm(rival, n, v, cause=cause()),
        lambda n: d.lose(rival, n, v, "нет", cause=cause()),
        lambda n: d.take_reservation(rival, 1, n, rub(1), cause()),
        lambda n: s.ship(rival, n, v, {line: 1000}, cause=cause()),
        lambda n: s.ship_all(rival, n, v, cause=cause()),
        lambda n: s.release_rest(rival, n, v, cause=cause()),
        lambda n: s.pay(rival, n, v, Decimal(1), date(2026, 11, 20), cause=cause()),
        lambda n: s.close(rival, n, v, cause=cause()),
        lambda n: shop.freight.fill(rival, n, v, None, False, None, None, cause()),
    ]
    for attempt in tries:
        for number in (deal, 999):
            with pytest.raises(NotFound) as refused:
                await attempt(number)
            told = refused.value.code, refused.value.fields
            assert told == ("not-found", {"permission": "deal:read"})
    with pytest.raises(NotFound):
        await shop.queries.of_client(rival, shop.buyer)
    with pytest.raises(NotAllowed):
        await shop.queries.page(rival, "any")
    assert (await shop.queries.page(rival)).rows == []
    assert await shop.version(deal) == v


@pytest.mark.parametrize("role", [Role.LOGISTICIAN, Role.SECRETARY, Role.LAWYER])
async def test_a_hidden_deal_and_none_are_alike_to_whoever_may_not_read_all(shop, role):
    """I11: a number that `/why` knows of would tell which deals there are."""
    deal, stranger = await shop.opened(), await shop.person(role)
    told = []
    for number in (deal, 999):
        with pytest.raises(NotFound) as refused:
            await shop.queries.card(stranger, number)
        told.append((refused.value.code, refused.value.fields))
    assert told[0] == told[1]


async def test_to_whoever_reads_all_a_number_of_no_deal_is_a_slip(shop):
    """Nothing was hidden: nothing to explain (C7)."""
    for reader in (shop.head, shop.director):
        with pytest.raises(NotFound) as refused:
            await shop.queries.card(reader, 999)
        assert refused.value.fields == {}


async def test_through_anothers_eyes_a_deal_is_what_he_sees_and_nothing_changes(shop):
    """`/as manager`, read only."""
    deal = await shop.opened()
    lenses = Lenses(shop.units, shop.clock)
    await lenses.view_as(shop.director, "manager", shop.rival.id, cause())
    with pytest.raises(NotFound):
        await shop.queries.card(shop.director, deal)
    assert (await shop.queries.page(shop.director)).rows == []
    await lenses.view_as(shop.director, "manager", shop.manager.id, cause())
    assert (await shop.queries.card(shop.director, deal))["own"]
    with pytest.raises(NotAllowed) as refused:
        await shop.line(deal, 1, actor=shop.director)
    assert refused.value.code == "viewing-only"
    await lenses.view_as(shop.director, "logistician", None, cause())
    assert (await shop.queries.deliveries(shop.director)).rows == []


async def test_head_of_sales_and_director_work_on_any_deal(shop):
    deal = await shop.opened()
    await shop.line(deal, 1, actor=shop.head)
    await shop.line(deal, 1, actor=shop.director)
    assert len(await shop.lines(deal)) == 2
    assert (await shop.queries.page(shop.head, "any")).rows[0]["id"] == deal


async def test_lists_go_by_pages_newest_first(shop):
    deals = [await shop.opened() for _ in range(10)][::-1]
    for actor, scope in ((shop.manager, "own"), (shop.head, "any")):
        pages = [await shop.queries.page(actor, scope, number) for number in (0, 1, 7)]
        assert [row["id"] for row in pages[0].rows] == deals[:8]
        assert [row["id"] for row in pages[1].rows] == deals[8:]
        assert [(one.page, one.pages) for one in pages[:2]] == [(0, 2), (1, 2)]
        assert pages[2].rows
    assert (await shop.queries.page(shop.head, "own")).rows == []


async def test_a_deal_follows_its_client_to_the_new_owner(shop):
    deal = await shop.opened()
    ended = await shop.opened()
    await shop.do(shop.deals.lose, ended, "не нужен")
    await shop.hand_over(shop.buyer, shop.rival)
    assert (await shop.stored(deal)).person_id == shop.rival.id
    assert (await shop.stored(ended)).person_id == shop.manager.id
    with pytest.raises(NotFound):
        await shop.queries.card(shop.manager, deal)
    assert (await shop.queries.card(shop.rival, deal))["own"]


async def test_a_stale_card_changes_nothing_and_tells_who_was_first(shop, clock):
    deal = await shop.opened()
    seen = await shop.version(deal)
    clock.advance(60)
    await shop.line(deal, 1, actor=shop.head)
    with pytest.raises(Stale) as refused:
        await shop.deals.offer(shop.manager, deal, seen, None, cause=cause())
    assert refused.value.fields == {"by": "Глеб", "at": clock.now().isoformat()}
    assert (await shop.stored(deal)).stage is Stage.DEAL


async def test_a_line_added_twice_by_one_press_stands_once(shop):
    deal = await shop.opened()
    version, pressed = await shop.version(deal), cause()
    answers = [
        await shop.deals.add_line(
            shop.manager, deal, version, shop.grade, shop.main, 1000, rub(1), cause=pressed
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["version"] == version + 1
    assert len(await shop.lines(deal)) == 1


async def test_more_than_is_free_is_refused_with_what_is_free(shop):
    deal = await shop.opened()
    await shop.line(deal, 6)
    with pytest.raises(OutOfStock) as refused:
        await shop.line(deal, 5)
    assert refused.value.fields["free"] == tonnes(4)
    await shop.line(deal, 4)


async def test_absent_goods_are_sold_only_as_such(shop):
    """B9."""
    other = await shop.product("ЛПНП")
    deal = await shop.opened()
    with pytest.raises(OutOfStock):
        await shop.line(deal, 1, product=other)
    line = await shop.line(deal, 1, product=other, warehouse=None, expected_cost=Decimal(90_000))
    found = {one.id: one for one in await shop.lines(deal)}[line]
    assert (found.warehouse_id, found.expected_cost) == (None, 90_000)


async def test_goods_that_lie_somewhere_in_full_are_not_absent(shop):
    virtual = await shop.warehouse("У поставщика", "virtual")
    await shop.receive(20, warehouse=virtual)
    deal = await shop.opened()
    with pytest.raises(GoodsPresent) as refused:
        await shop.line(deal, 15, warehouse=None)
    assert refused.value.fields == {"warehouse": "У поставщика", "free": tonnes(20)}
    await shop.line(deal, 25, warehouse=None)


async def test_an_ended_virtual_warehouse_promises_nothing(shop, clock):
    """A15."""
    virtual = await shop.warehouse("У поставщика", "virtual", days=1)
    await shop.receive(20, warehouse=virtual)
    clock.advance(86_400)
    deal = await shop.opened()
    with pytest.raises(OutOfStock):
        await shop.line(deal, 15, warehouse=virtual)
    await shop.line(deal, 15, warehouse=None)


@pytest.mark.parametrize("grams", [0, -5, 10**12])
async def test_quantities_that_are_none_are_refused(shop, grams):
    deal = await shop.opened()
    with pytest.raises(InvalidInput):
        await shop.deals.add_line(
            shop.manager, deal, 1, shop.grade, shop.main, grams, rub(1), cause=cause()
        )
    assert await shop.lines(deal) == []


async def test_unknown_goods_and_places_are_refused(shop):
    deal = await shop.opened()
    for more in ({"product": 999}, {"warehouse": 999}):
        with pytest.raises(NotFound):
            await shop.line(deal, 1, **more)


async def test_lines_change_and_go_while_the_deal_is_not_confirmed(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 5)
    await shop.do(shop.deals.change_line, deal, line, tonnes(7), rub(140_000))
    [found] = await shop.lines(deal)
    assert (found.grams, found.price) == (tonnes(7), rub(140_000))
    with pytest.raises(OutOfStock):
        await shop.do(shop.deals.change_line, deal, line, tonnes(11))
    await shop.do(shop.deals.remove_line, deal, line)
    assert await shop.lines(deal) == []
    with pytest.raises(NotFound):
        await shop.do(shop.deals.remove_line, deal, line)


async def test_a_line_of_another_deal_is_not_reached_through_this_one(shop):
    mine, other = await shop.opened(), await shop.opened()
    line = await shop.line(other, 1)
    with pytest.raises(NotFound):
        await shop.do(shop.deals.change_line, mine, line, tonnes(2))


async def test_an_order_keeps_its_lines_and_terms(shop):
    deal, line = await shop.order()
    for attempt in (
        lambda: shop.line(deal, 1),
        lambda: shop.do(shop.deals.change_line, deal, line, 1000),
        lambda: shop.do(shop.deals.remove_line, deal, line),
        lambda: shop.do(shop.deals.set_terms, deal, 0, 0),
        lambda: shop.do(shop.deals.offer, deal, None),
        lambda: shop.do(shop.deals.confirm, deal),
    ):
        with pytest.raises(WrongStage):
            await attempt()


async def test_a_reservation_becomes_a_line_and_lapses_as_before(shop, clock):
    held = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), shop.buyer, cause=cause()
    )
    deal = await shop.opened()
    taken = await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(130_000), cause())
    [line] = await shop.lines(deal)
    assert (line.id, line.grams, line.warehouse_id) == (taken["line"], tonnes(6), shop.main)
    with pytest.raises(ReservationBound):
        await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(1), cause())
    await shop.line(deal, 4)
    assert await shop.stock() == (tonnes(10), tonnes(6))
    clock.advance(8 * 86_400)
    await shop.booking.sweep(clock.now())
    assert await shop.stock() == (tonnes(10), 0)


async def test_a_lapsed_or_anothers_reservation_is_not_taken(shop, clock):
    stranger = await shop.client(shop.manager, "ООО Лютик")
    held = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), stranger, cause=cause()
    )
    deal = await shop.opened()
    with pytest.raises(NotYours):
        await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(1), cause())
    clock.advance(8 * 86_400)
    with pytest.raises(ReservationEnded):
        await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(1), cause())


async def test_a_removed_line_leaves_the_reservation_to_the_client(shop):
    held = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), shop.buyer, cause=cause()
    )
    deal = await shop.opened()
    taken = await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(1), cause())
    await shop.do(shop.deals.remove_line, deal, taken["line"])
    assert await shop.stock() == (tonnes(10), tonnes(6))
    await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(1), cause())


async def test_offers_and_invoices_are_numbered_and_move_the_deal(shop):
    """E12: both may be left out."""
    deal, other = await shop.opened(), await shop.opened()
    await shop.line(deal, 1)
    await shop.line(other, 1)
    first = await shop.do(shop.deals.offer, deal, date(2026, 12, 1))
    second = await shop.do(shop.deals.offer, other, None)
    invoice = await shop.do(shop.deals.invoice, deal)
    again = await shop.do(shop.deals.offer, deal, None)
    assert [one["number"] for one in (first, second, invoice, again)] == [1, 2, 1, 3]
    assert (await shop.stored(deal)).stage is Stage.INVOICED
    assert (await shop.stored(other)).stage is Stage.OFFERED
    with pytest.raises(InvalidInput):
        await shop.do(shop.deals.offer, deal, date(2026, 11, 19))


async def test_an_empty_deal_is_neither_offered_nor_confirmed(shop):
    deal = await shop.opened()
    for attempt in (
        lambda: shop.do(shop.deals.offer, deal, None),
        lambda: shop.do(shop.deals.invoice, deal),
        lambda: shop.do(shop.deals.confirm, deal),
    ):
        with pytest.raises(Exception, match="deal-empty"):
            await attempt()


async def test_terms_within_the_card_are_set_at_once(shop):
    deal = await shop.opened()
    assert await shop.do(shop.deals.set_terms, deal, 50, 14) == "set"
    found = await shop.stored(deal)
    assert (found.prepayment_percent, found.deferral_days) == (50, 14)


@pytest.mark.parametrize(("yes", "days"), [(True, 30), (False, 14)])
async def test_a_longer_deferral_waits_for_approval_and_stops_the_order(shop, yes, days):
    """E5."""
    deal = await shop.opened()
    await shop.line(deal, 1)
    assert await shop.do(shop.deals.set_terms, deal, 0, 30) == "asked"
    assert (await shop.stored(deal)).deferral_days == 14
    with pytest.raises(TermsWaiting):
        await shop.do(shop.deals.confirm, deal)
    await shop.decide(shop.director, yes)
    assert (await shop.stored(deal)).deferral_days == days
    await shop.do(shop.deals.confirm, deal)


async def test_other_terms_make_the_request_void(shop):
    deal = await shop.opened()
    await shop.line(deal, 1)
    await shop.do(shop.deals.set_terms, deal, 0, 30)
    [asked] = await shop.waiting()
    assert await shop.do(shop.deals.set_terms, deal, 0, 7) == "set"
    assert await shop.waiting() == []
    with pytest.raises(Exception, match="approval"):
        await shop.decide(shop.director, True, asked)
    assert (await shop.stored(deal)).deferral_days == 7
    await shop.do(shop.deals.confirm, deal)


@pytest.mark.parametrize(("prepayment", "deferral"), [(-1, 0), (101, 0), (0, -1), (0, 366)])
async def test_terms_that_cannot_be_are_refused(shop, prepayment, deferral):
    deal = await shop.opened()
    with pytest.raises(InvalidInput):
        await shop.do(shop.deals.set_terms, deal, prepayment, deferral)


async def test_delivery_is_written_and_cleared(shop):
    deal = await shop.opened()
    values = {"city": "Тула", "contact": "  ", "ship_on": date(2026, 11, 25)}
    await shop.do(shop.deals.set_delivery, deal, values)
    found = await shop.stored(deal)
    assert (found.city, found.unloading_contact, found.ship_on) == (
        "Тула", None, date(2026, 11, 25),
    )  # fmt: skip
    assert found.delivery_address == "Тула, Заводская 1"
    for wrong in ({"freight": "1"}, {"city": "ы" * 101}, {"stage": "closed"}, {"ship_on": "скоро"}):
        with pytest.raises(InvalidInput):
            await shop.do(shop.deals.set_delivery, deal, wrong)


async def test_a_note_is_kept_and_bounded(shop):
    deal = await shop.opened()
    await shop.do(shop.deals.note, deal, "звонить после обеда")
    assert (await shop.queries.card(shop.manager, deal))["note"] == "звонить после обеда"
    with pytest.raises(InvalidInput):
        await shop.do(shop.deals.note, deal, "ы" * 100_000)
    await shop.do(shop.deals.note, deal, "NUL \x00 и половина \ud83d пары")
    assert "и половина" in (await shop.stored(deal)).note
