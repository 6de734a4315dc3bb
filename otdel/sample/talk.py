"""What was said in the year: messages, remarks, samples, tasks; and the dated rates."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from otdel.sample.books import rate_on
from otdel.sample.company import WORDS, YEAR, Company, Customer
from otdel.sample.sizes import Size
from storage.bulk import Bulk

_CALL_AFTER = timedelta(days=10)
_OPEN = timedelta(days=14)
_SATURDAY = 5
_ASKED, _SAMPLED = 0.5, 0.3


class Talk:
    def __init__(self, bulk: Bulk, size: Size, company: Company, random: Random) -> None:
        self._bulk = bulk
        self._size = size
        self._company = company
        self._random = random
        self._last: dict[int, datetime] = {}

    def play(self) -> Iterator[None]:
        self._rates()
        yield
        for number in range(self._size.messages):
            at = self._company.began + YEAR * ((number + 0.5) / self._size.messages)
            self._message(number, self._client(), at)
            yield
        for conversation, at in self._last.items():
            self._bulk.change("conversations", conversation, last_inbound_at=at)
        for client in self._company.clients:
            self._remarks(client)
            yield
        self._errands()
        yield

    def _client(self) -> Customer:
        clients = self._company.clients
        return clients[int(len(clients) * self._random.random() ** 3)]

    def _moment(self, back: timedelta = YEAR) -> datetime:
        return self._company.now - back * self._random.random()

    def _rates(self) -> None:
        """Each working day, by hand: no bank ever said them."""
        for day in range(YEAR.days):
            at = self._company.began + timedelta(days=day + 1)
            if at.weekday() < _SATURDAY:
                for currency in ("USD", "CNY"):
                    self._bulk.add(
                        "rates",
                        currency=currency,
                        on=at.date(),
                        rate=rate_on(currency, at.date()),
                        source="manual",
                        set_by=self._company.one("director"),
                        set_at=at,
                    )

    def _message(self, number: int, client: Customer, at: datetime) -> None:
        inbound = self._random.random() < _ASKED
        words = WORDS["asks" if inbound else "answers"]
        good = self._random.choice(self._company.goods)
        text = self._random.choice(words).format(good.name, self._random.randint(1, 20))
        if inbound:
            self._last[client.conversation] = at
        message = self._bulk.add(
            "messages",
            conversation_id=client.conversation,
            client_id=client.id,
            lane_id=client.lane,
            direction="in" if inbound else "out",
            channel="whatsapp",
            author_kind="client" if inbound else "person",
            author_id=client.id if inbound else client.owner,
            origin="webhook" if inbound else "screen",
            label=["staff"],
            text=text,
            parts=[],
            provider="twilio",
            account=self._bulk.account,
            external_id=f"SM{number:032x}",
            occurred_at=at,
            created_at=at,
            state="received" if inbound else self._random.choice(("delivered", "read")),
        )
        if self._size.pipeline:
            self._passed(number, message, client, at, inbound=inbound)

    def _passed(
        self, number: int, message: int, client: Customer, at: datetime, *, inbound: bool
    ) -> None:
        """The rows that the way in and the way out keep, their contents erased."""
        key = f"twilio:whatsapp:{client.phone}"
        if inbound:
            self._bulk.add(
                "inbox",
                provider="twilio",
                account=self._bulk.account,
                external_id=f"SM{number:032x}",
                channel="whatsapp",
                kind="message",
                order_key=key,
                received_at=at,
                state="done",
                done_at=at,
            )
            return
        self._bulk.add(
            "outbox",
            provider="twilio",
            account=self._bulk.account,
            channel="whatsapp",
            chat=f"whatsapp:{client.phone}",
            order_key=key,
            code="answer",
            verb="reply",
            payload_hash="0" * 64,
            author_kind="person",
            author_id=client.owner,
            receiver_kind="client",
            receiver_id=client.id,
            conversation_id=client.conversation,
            client_id=client.id,
            lane_id=client.lane,
            message_id=message,
            state="sent",
            attempts=1,
            provider_id=f"SM{number:032x}",
            created_at=at,
            claimed_at=at,
            sent_at=at,
        )

    def _remarks(self, client: Customer) -> None:
        for _ in range(self._random.choice((0, 1, 1, 2))):
            self._bulk.add(
                "comments",
                client_id=client.id,
                author_id=client.owner,
                text=self._random.choice(WORDS["comments"]),
                at=self._moment(),
            )
        if self._random.random() < _SAMPLED:
            self._sample(client)

    def _sample(self, client: Customer) -> None:
        sent = self._moment()
        call = sent + _CALL_AFTER
        done = call < self._company.now - _OPEN
        good = self._random.choice(self._company.goods)
        self._bulk.add(
            "samples",
            client_id=client.id,
            product_id=good.id,
            grams=self._random.choice((1_000, 5_000, 25_000)),
            sent_at=sent,
            person_id=client.owner,
            call_at=call,
            outcome=self._random.choice(WORDS["outcomes"]) if done else None,
            outcome_at=call if done else None,
            outcome_by=client.owner if done else None,
        )

    def _errands(self) -> None:
        """A task or two for every manager: one late, one to come."""
        for person in self._company.staff["manager"]:
            client = self._random.choice(self._company.clients)
            for days in (-1, 2):
                self._bulk.add(
                    "tasks",
                    author_id=self._company.one("sales_head"),
                    assignee_id=person,
                    text=self._random.choice(WORDS["tasks"]),
                    due_at=self._company.now + timedelta(days=days),
                    client_id=client.id,
                    created_at=self._company.now - timedelta(days=3),
                )
