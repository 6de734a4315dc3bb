"""What people are shown of a message, whatever its shape and language: no exception (P19)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messaging.cards import PARTS, TELEGRAM_TEXT, Cards
from core.messaging.model import Media, Message, State
from core.messaging.text import utf16_length
from locales import FluentTexts, languages
from tests.clock import START

CARDS = Cards(FluentTexts())
MESSAGE = Message(
    1, 1, 1, 1, "in", "whatsapp", "client", 1, "twilio", ("staff",), "текст", START, State.RECEIVED
)
LANGUAGES = languages()
KINDS = (*PARTS, "location", "unknown", "никогда не виденный")
values = st.one_of(st.none(), st.text(max_size=400), st.integers(), st.floats(), st.booleans())
parts = st.builds(
    lambda kind, fields: {"kind": kind} | fields,
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from([
            "name", "phone", "text", "title", "question", "headline", "source_url", "type",
            "latitude", "longitude", "label", "address", "payload", "id",
        ]),
        values,
    ),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_part_without_any_field_is_still_shown(kind, language):
    """Otherwise a single such message would be a poison item."""
    (line,) = CARDS.parts([{"kind": kind}], language)
    assert line.strip()


@given(st.lists(parts, max_size=4), st.sampled_from(LANGUAGES))
def test_no_part_of_any_shape_raises(found, language):
    lines = CARDS.parts(found, language)
    assert len(lines) == len(found)
    assert all(line.strip() for line in lines)


def test_a_part_without_a_kind_is_an_unknown_one():
    (line,) = CARDS.parts([{}], "ru")
    assert "unknown" in line


@given(
    st.text(min_size=1, max_size=150),
    st.text(max_size=9000),
    st.sampled_from(LANGUAGES),
    st.one_of(st.none(), st.text(max_size=500)),
    st.text(max_size=200),
)
def test_a_card_of_any_text_and_name_fits_telegram_and_marks_exactly_the_head(
    name, text, language, peculiarities, quoted
):
    """Offsets in UTF-16 units: an emoji in a name shifts nothing."""
    message = replace(MESSAGE, text=text)
    payloads = CARDS.client_message(message, name, language, "r:x", peculiarities, quoted)
    for payload in payloads:
        assert utf16_length(payload["text"]) <= 4096
        (mark,) = payload["entities"]
        marked = payload["text"].encode("utf-16-le")[: mark["length"] * 2].decode("utf-16-le")
        assert marked == CARDS.head(name, "whatsapp", language)
        assert payload["buttons"][0][0]["data"] == "r:x"


def test_the_head_of_an_emoji_name_is_bold_to_its_last_unit():
    (payload,) = CARDS.client_message(MESSAGE, "👩‍🔧 Ира 😀", "ru", "r:x")
    head = "👩‍🔧 Ира 😀 · WhatsApp"
    assert payload["text"] == f"{head}\nтекст"
    assert payload["entities"] == [{"type": "bold", "offset": 0, "length": utf16_length(head)}]


def test_a_text_beyond_one_message_is_shown_whole_with_the_head_on_each():
    text = "слово " * 1500
    payloads = CARDS.client_message(replace(MESSAGE, text=text), "Иван", "ru", "r:x")
    assert len(payloads) == -(-len(text) // TELEGRAM_TEXT)
    assert all(p["text"].startswith("Иван · WhatsApp\n") for p in payloads)
    assert "".join(p["text"].removeprefix("Иван · WhatsApp\n") for p in payloads) == text


def test_a_clients_own_characters_are_never_markup():
    text = "<b>жирно</b> *и* _так_ [a](tg://user?id=1) `x` &amp; @somebody"
    (payload,) = CARDS.client_message(replace(MESSAGE, text=text), "<i>Ира</i>", "ru", "r:x")
    assert payload["text"] == f"<i>Ира</i> · WhatsApp\n{text}"
    assert "parse_mode" not in payload
    assert len(payload["entities"]) == 1


def test_banner_quotation_and_edit_mark_stand_before_the_text():
    message = replace(MESSAGE, edited_at=START)
    (payload,) = CARDS.client_message(message, "Ира", "ru", "r:x", "только утром", "почём\nтонна?")
    assert payload["text"].splitlines() == [
        "Ира · WhatsApp · изменено",
        "⚠️ только утром",
        "↩️ «почём тонна?»",
        "текст",
    ]


def test_files_carry_the_head_as_the_caption_of_the_first():
    files = [Media(n, 1, n, "twilio", "AC1", "u", "photo", blob=f"{n}") for n in (1, 2)]
    payload = CARDS.client_files("Ира", "sms", "ru", "r:x", files)
    assert [f.get("caption") for f in payload["files"]] == ["Ира · SMS", None]
    assert [f["blob"] for f in payload["files"]] == ["1", "2"]
