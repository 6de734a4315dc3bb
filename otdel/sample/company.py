"""The firm, its goods and its clients, as they stand: everything that has no date of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from core.amounts import TONNE
from core.clients.model import GLOBAL
from core.staff.model import Role
from otdel.sample import numbers
from otdel.sample.sizes import Size
from storage.bulk import Bulk
from storage.search import likeness, name_key

WORDS: Any = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
YEAR = timedelta(days=365)
_BAG, _BIG_BAG = 25_000, 1_000_000
_STATUSES = ("in_progress", "in_progress", "regular", "regular", "pending", "paused", "refused")
_CONTRACTS = ("original", "scan", "one-off", None)
_TERM = timedelta(days=7, hours=1)
_NEXT_TERM = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Good:
    """`cost`: kopecks a tonne ex VAT, around which lots are bought."""

    id: int
    name: str
    material: str
    cost: int


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    owner: int
    lane: int
    conversation: int
    phone: str
    city: str
    materials: Sequence[str]
    deferral: int
    prepayment: int


@dataclass(slots=True)
class Company:
    """`staff`: role → people; managers answer for clients."""

    now: datetime
    staff: Mapping[str, Sequence[int]]
    goods: list[Good] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    clients: list[Customer] = field(default_factory=list)
    """Those who trade."""

    @property
    def began(self) -> datetime:
        return self.now - YEAR

    def one(self, role: str) -> int:
        return self.staff[role][0]

    @property
    def of_material(self) -> dict[str, list[Good]]:
        found: dict[str, list[Good]] = {}
        for good in self.goods:
            found.setdefault(good.material, []).append(good)
        return found


def hire(bulk: Bulk, size: Size, now: datetime) -> dict[str, list[int]]:
    """The six of the sample, and more managers where a size has more; nobody has a Telegram."""
    names = [tuple(one) for one in WORDS["staff"]]
    there = sum(role == "manager" for role, _ in names)
    names += [("manager", WORDS["more_manager"].format(n)) for n in range(there, size.managers)]
    staff: dict[str, list[int]] = {}
    for role, name in names:
        if role not in staff:
            bulk.add("groups", name=role, role=role, rules={})
        number = bulk.add(
            "people",
            name=name,
            role=Role(role).value,
            group_name=role,
            locale="ru",
            created_at=now - YEAR,
        )
        staff.setdefault(role, []).append(number)
    return staff


def furnish(bulk: Bulk, size: Size, company: Company, random: Random) -> None:
    _goods(bulk, size, company, random)
    _places(bulk, size, company)
    managers = company.staff["manager"]
    for number in range(size.clients):
        if number < size.active:
            owner = managers[number % len(managers)]
            company.clients.append(_client(bulk, company, random, number, owner))
        else:
            _client(bulk, company, random, number, managers[-1])


def _goods(bulk: Bulk, size: Size, company: Company, random: Random) -> None:
    """The grades of words.json first, then as many more as the size wants."""
    known = [
        (material, grade) for material, grades in WORDS["materials"].items() for grade in grades
    ]
    materials = list(WORDS["materials"])
    for number in range(size.products):
        if number < len(known):
            material, grade = known[number]
            name = f"{material} {grade}"
        else:
            material = materials[number % len(materials)]
            name = WORDS["more_grade"].format(material, number)
        cost = random.randrange(70_000, 140_000, 500) * 100
        good = bulk.add(
            "products",
            name=name,
            name_key=name_key(name),
            material=material,
            maker=random.choice(WORDS["makers"]),
            standard=WORDS["standard"].format(number),
            created_at=company.began,
        )
        for pack, grams in ((WORDS["pack"], _BAG), (WORDS["big_pack"], _BIG_BAG)):
            bulk.add("product_packs", product_id=good, name=pack, grams=grams)
        company.goods.append(Good(good, name, material, cost))


def _places(bulk: Bulk, size: Size, company: Company) -> None:
    """A15: the virtual ones have a term, the first of them within the demo's reach."""
    named = [tuple(one) for one in WORDS["warehouses"]]
    more = range(len(named), size.warehouses)
    named += [(WORDS["more_warehouse"].format(number), "real") for number in more]
    terms = iter((company.now + _TERM, company.now + _NEXT_TERM))
    for name, kind in named:
        place = bulk.add(
            "warehouses",
            name=name,
            name_key=name_key(name),
            kind=kind,
            until=next(terms) if kind == "virtual" else None,
            created_at=company.began,
        )
        company.places.append(place)


def _client(bulk: Bulk, company: Company, random: Random, number: int, owner: int) -> Customer:
    facts, place = _facts(random, number), random.randrange(len(WORDS["cities"]))
    city = WORDS["cities"][place]
    since = company.began - timedelta(days=random.random() * 30)
    materials = sorted(random.sample(list(WORDS["materials"]), random.choice((1, 2, 2, 3))))
    deferral, prepayment = random.choice(((0, 100), (0, 50), (14, 0), (30, 0), (45, 0)))
    client = bulk.add(
        "clients",
        **facts,
        kind="company",
        status=random.choice(_STATUSES),
        region=WORDS["regions"][place],
        address=WORDS["address"].format(city, number + 1),
        delivery_address=WORDS["address"].format(city, number + 2),
        unloading_contact=_person(random),
        unloading_hours=WORDS["hours"],
        deferral_days=deferral,
        deferral_limit=random.randrange(1, 20) * 50_000_000 if deferral else None,
        prepayment_percent=prepayment,
        competitor=random.choice((None, *WORDS["competitors"])),
        contract=random.choice(_CONTRACTS),
        peculiarities=random.choice((None, None, None, *WORDS["peculiarities"])),
        created_at=since,
    )
    for material in materials:
        bulk.add("client_materials", client_id=client, material=material)
    lane = bulk.add("lanes", client_id=client, owner_id=owner, epoch=1, opened_at=since)
    phone = numbers.phone(number)
    conversation = _reached(bulk, client, phone, since)
    _contacts(bulk, random, client, number, owner, since)
    return Customer(client, owner, lane, conversation, phone, city, materials, deferral, prepayment)


def _facts(random: Random, number: int) -> dict[str, Any]:
    form = random.choice(WORDS["forms"])
    firsts, seconds = WORDS["company_first"], WORDS["company_second"]
    first, second = firsts[number % len(firsts)], seconds[number // len(firsts) % len(seconds)]
    turn = number // (len(firsts) * len(seconds))
    pattern = WORDS["more_company"] if turn else WORDS["company"]
    name = pattern.format(form, first, second, turn)
    entrepreneur = form == WORDS["forms"][-1]
    return {
        "name": name,
        "name_key": name_key(name),
        "likeness": likeness(name),
        "inn": numbers.inn_of_entrepreneur(number) if entrepreneur else numbers.inn(number),
        "kpp": "" if entrepreneur else numbers.kpp(number),
        "ogrn": None if entrepreneur else numbers.ogrn(number),
    }


def _reached(bulk: Bulk, client: int, phone: str, since: datetime) -> int:
    """By WhatsApp, at the number that the conversation is held with; returns the conversation."""
    bulk.add(
        "identities",
        client_id=client,
        channel="whatsapp",
        provider="phone",
        account=GLOBAL,
        external_id=phone,
        phone=phone,
        created_at=since,
    )
    return bulk.add(
        "conversations",
        kind="client",
        client_id=client,
        channel="whatsapp",
        account=bulk.account,
        chat=f"whatsapp:{phone}",
        created_at=since,
    )


def _contacts(
    bulk: Bulk, random: Random, client: int, number: int, owner: int, since: datetime
) -> None:
    for position in WORDS["positions"][: random.choice((1, 1, 2))]:
        bulk.add(
            "contacts",
            client_id=client,
            name=_person(random),
            position=position,
            phone=numbers.phone(number),
            created_by=owner,
            created_at=since,
        )


def _person(random: Random) -> str:
    first, last = random.choice(WORDS["names"]), random.choice(WORDS["surnames"])
    name: str = WORDS["person"].format(last, first)
    return name


def tonnes(random: Random, least: int, most: int) -> int:
    """Grams, in steps of a quarter of a tonne."""
    return random.randrange(least * 4, most * 4 + 1) * TONNE // 4
