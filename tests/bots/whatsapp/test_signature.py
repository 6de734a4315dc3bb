import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bots.whatsapp.signature import Signature
from tests.bots.whatsapp.twilio_world import TOKEN, Fields, sign

PATH = "/webhooks/twilio"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FORMS = st.lists(st.tuples(TEXTS, TEXTS), max_size=12)
URLS = st.sampled_from(
    [
        "https://firm.example",
        "https://firm.example:443",
        "https://firm.example:8443",
        "http://127.0.0.1:8080",
        "https://firm.example/behind/a/proxy",
    ]
)
QUERIES = st.sampled_from(["", "outbox=17", "a=%2B7&b=&a=%D0%9F"])


@given(URLS, QUERIES, FORMS)
def test_agrees_with_twilios_own_validator_on_any_form(url, query, pairs) -> None:
    whole = f"{url}{PATH}" + (f"?{query}" if query else "")
    signature = sign(whole, pairs)
    assert RequestValidator(TOKEN).validate(whole, Fields(pairs), signature)
    assert Signature(TOKEN, url, PATH).valid(signature, pairs, query)


@given(URLS, FORMS, st.tuples(TEXTS, TEXTS))
def test_one_more_parameter_breaks_a_signature(url, pairs, added) -> None:
    signature = sign(url + PATH, pairs)
    changed = [*pairs, added]
    genuine = sign(url + PATH, changed) == signature
    assert Signature(TOKEN, url, PATH).valid(signature, changed) is genuine


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://firm.example", "https://firm.example:443"),
        ("https://firm.example:443", "https://firm.example"),
        ("http://firm.example", "http://firm.example:80"),
        ("https://firm.example:8443", "https://firm.example"),
        ("https://firm.example/", "https://firm.example"),
    ],
)
def test_the_port_may_be_signed_or_left_out(configured, signed) -> None:
    pairs = [("MessageSid", "SM1"), ("Body", "")]
    assert Signature(TOKEN, configured, PATH).valid(sign(signed + PATH, pairs), pairs)


@pytest.mark.parametrize("presented", [None, "", "é" * 28, "ё", "=", "\udcff", "a" * 10_000])
def test_what_is_no_signature_is_simply_false(presented) -> None:
    assert Signature(TOKEN, "https://firm.example", PATH).valid(presented, [("a", "b")]) is False


def test_another_token_host_scheme_or_query_is_refused() -> None:
    pairs = [("MessageSid", "SM1")]
    good = sign("https://firm.example" + PATH, pairs)
    assert not Signature("other", "https://firm.example", PATH).valid(good, pairs)
    assert not Signature(TOKEN, "https://evil.example", PATH).valid(good, pairs)
    assert not Signature(TOKEN, "http://firm.example", PATH).valid(good, pairs)
    assert not Signature(TOKEN, "https://firm.example", PATH).valid(good, pairs, "outbox=1")


def test_a_check_costs_less_than_a_third_of_twilios_validator() -> None:
    url = "https://firm.example"
    pairs = [(f"Field{n}", "value " * 3) for n in range(20)]
    signature, form = sign(url + PATH, pairs), dict(pairs)
    ours, theirs = Signature(TOKEN, url, PATH), RequestValidator(TOKEN)

    def cost(check) -> float:
        best = float("inf")
        for _ in range(5):
            started = time.thread_time()
            for _ in range(200):
                assert check()
            best = min(best, time.thread_time() - started)
        return best

    prepared = cost(lambda: ours.valid(signature, pairs))
    naive = cost(lambda: theirs.validate(url + PATH, form, signature))
    assert prepared < naive / 3, f"{prepared / 200 * 1e6:.1f} µs against {naive / 200 * 1e6:.1f} µs"
