import pytest
from structlog.testing import capture_logs

from bots.whatsapp.templates import TwilioTemplates, _body
from core.messaging.ports import Template
from tests.bots.whatsapp.twilio_world import HELLO


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def templates(client, hands) -> TwilioTemplates:
    return TwilioTemplates(client, hands)


async def test_only_approved_ones_are_offered(templates) -> None:
    assert await templates.approved() == [
        Template(HELLO, "hello", "ru", "utility", "Здравствуйте, {{1}}!")
    ]


async def test_they_are_read_again_after_five_minutes(templates, hands, other) -> None:
    assert len(await templates.approved()) == 1
    await other.post(
        "twilio/template", sid="HX" + "c" * 32, friendly_name="new", body="Новый", approved=True
    )
    hands.now = 299
    assert len(await templates.approved()) == 1
    hands.now = 300
    assert len(await templates.approved()) == 2


async def test_trouble_at_twilio_offers_none_and_says_so(templates, other) -> None:
    await other.fault("status", method="GET ContentAndApprovals", status=503)
    with capture_logs() as said:
        assert await templates.approved() == []
    events = [(one["event"], one["error"]) for one in said]
    assert events == [("twilio.templates_unavailable", "Temporary")]
    assert len(await templates.approved()) == 1


async def test_later_trouble_offers_the_last_ones_known(templates, hands, other) -> None:
    await templates.approved()
    hands.now = 400
    await other.fault("garbage", method="GET ContentAndApprovals")
    assert [t.name for t in await templates.approved()] == ["hello"]


@pytest.mark.parametrize(
    ("types", "body"),
    [
        ({"twilio/quick-reply": {"body": "Да?", "actions": []}}, "Да?"),
        ({"twilio/card": {"title": "Карточка"}}, "Карточка"),
        ({"twilio/media": {"media": []}, "twilio/text": {"body": "Текст"}}, "Текст"),
        ({"twilio/carousel": {"cards": []}}, None),
        ({"whatsapp/authentication": None}, None),
        ({}, None),
    ],
)
def test_the_text_to_preview_is_found_in_any_shape(types, body) -> None:
    assert _body(types) == body
