"""Foreign text stays whole: cut, split, counted and stored as it is (fault 43)."""

from hypothesis import example, given
from hypothesis import strategies as st

from core.messaging.cards import BODY, body_pieces
from core.messaging.text import cut, pieces, storable, utf16_length

anything = st.text(st.characters(codec=None, exclude_categories=[]), max_size=200)
"""Half a surrogate pair and NUL included."""
encodable = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
limits = st.integers(2, 60)


def whole(text):
    text.encode("utf-8")
    return True


@given(encodable, limits)
@example("😀" * 5, 3)
@example("", 2)
@example("а" * 60, 60)
def test_joined_pieces_are_the_text(text, limit):
    found = pieces(text, limit)
    assert "".join(found) == text
    assert all(utf16_length(piece) <= limit and whole(piece) for piece in found)
    assert all(found) or found == [""]


@given(encodable, limits)
@example("😀" * 40, 3)
def test_a_cut_text_is_its_beginning_within_the_limit(text, limit):
    short = cut(text, limit)
    assert utf16_length(short) <= limit
    assert whole(short)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(anything)
@example("a\x00b")
@example("\ud83d")
@example("\ude00\ud83d")
@example("\ud83d\ude00")
def test_what_is_stored_can_be_encoded_and_reads_the_same(text):
    stored = storable(text)
    assert whole(stored)
    assert "\x00" not in stored
    assert storable(stored) == stored


@given(encodable.filter(lambda text: "\x00" not in text))
@example("مرحبا \u202e abc \u200b<b>*_[`{{1}}")
def test_a_text_that_can_be_stored_is_not_changed(text):
    assert storable(text) == text


def test_halves_of_one_pair_become_the_character_they_were():
    assert storable("\ud83d\ude00") == "😀"


def test_pieces_end_at_a_word_where_one_is_near():
    assert pieces("один два три", 9) == ["один два ", "три"]
    assert pieces("строка\nстрока", 10) == ["строка\n", "строка"]
    assert pieces("а" * 10 + " б", 10) == ["а" * 10, " б"]


@given(st.sampled_from(sorted(BODY)), st.integers(0, 3), st.sampled_from("ab😀 \n"))
def test_an_answer_fits_the_clients_channel(channel, over, letter):
    """Error 21617 at 1,601 characters; Telegram's 4096 are UTF-16 units."""
    text = letter * (BODY[channel] // utf16_length(letter) + over)
    assert all(utf16_length(piece) <= BODY[channel] for piece in body_pieces(text, channel))


@given(encodable)
def test_length_is_counted_in_utf16_units(text):
    assert utf16_length(text) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)
