"""The form is read as the standard library reads it, only faster (every message is read twice)."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.whatsapp.envelope import MAX_FIELDS, Malformed, read_form

ESCAPES = (b"%", b"%4", b"%41", b"%D0", b"%9F", b"%d0%9f", b"%zz", b"%00", b"%ED%A0%80", b"%26")
PIECES = st.sampled_from([b"a", b"=", b"&", b"+", b";", b" ", b"\xd0", "é".encode(), *ESCAPES])


def expected(body):
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        return Malformed


@given(st.one_of(st.lists(PIECES, max_size=12).map(b"".join), st.binary(max_size=30)))
def test_any_body_is_read_as_the_standard_library_reads_it(body):
    try:
        found = read_form(body)
    except Malformed:
        found = Malformed
    assert found == expected(body)


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
    )
)
def test_what_was_written_as_a_form_is_read_back(fields):
    assert read_form(urlencode(fields).encode()) == fields


def test_a_thousand_fields_are_read_and_one_more_is_refused():
    assert len(read_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(Malformed):
        read_form(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))
