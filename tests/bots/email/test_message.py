"""What stands in a letter: the words as they are, and nothing that anybody smuggles in."""

import email
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.email.config import smtp_config
from bots.email.message import composed
from tests.bots.email.letters import READER, SENDER, row
from tests.clock import FrozenClock

CONFIG = smtp_config("smtp://mx.test", SENDER, "Полимер-Тест")
LINK = ["Продлить бронь", "https://firm.test/act/7.rve:abc:3.1.ff"]
ANYTHING = st.text(st.characters(codec=None, exclude_categories=[]), max_size=200)


def letter(one, config=CONFIG):
    raw = composed(one, config, FrozenClock().now())
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return email.message_from_bytes(raw, policy=default)


def parts(read):
    bodies = [read.get_body([kind]).get_content() for kind in ("plain", "html")]
    return [body.replace("\r\n", "\n") for body in bodies]


def test_both_forms_hold_the_words_and_the_link():
    plain, html = parts(letter(row(links=[LINK], footer="Полимер-Тест: письмо автоматическое.")))
    for form in (plain, html):
        for part in ("Завтра истекает бронь", "ПЭНД 273, 5 т", *LINK, "письмо автоматическое"):
            assert part in form
    assert "ПЭНД 273, 5 т\n" in plain
    assert f'href="{LINK[1]}"' in html


def test_names_are_shown_in_any_script_and_the_date_is_the_clocks():
    read = letter(row(subject="王 — Бронь «Ромашки» 🕙"))
    assert read["Subject"] == "王 — Бронь «Ромашки» 🕙"
    assert read["Date"].datetime == FrozenClock().now().replace(microsecond=0)
    assert read["To"] == READER


def test_markup_in_foreign_words_stays_words():
    text = "ООО <b>Ромашка</b> & Ко\n<script>alert(1)</script> \"x\" 'y'"
    plain, html = parts(letter(row(text, links=[["<i>да</i>", 'https://firm.test/?a=1&b="2']])))
    assert text in plain
    for raw in ("<b>", "<script", "<i>", 'b="2'):
        assert raw not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "/act/1", "ftp://a"]
)
def test_a_link_leads_only_where_http_leads(address):
    for form in parts(letter(row(links=[["Нажать", address]]))):
        assert address not in form


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_break_in_a_header_makes_no_header(line):
    subject = f"Бронь{line}Bcc: thief@example.test"
    read = letter(row(subject=subject))
    assert read["Bcc"] is None
    assert read["Subject"] == "Бронь Bcc: thief@example.test"
    evil = smtp_config("smtp://mx.test", SENDER, f"Фирма{line}Bcc: thief@example.test")
    assert letter(row(), evil)["Bcc"] is None


def test_a_long_domain_leaves_the_name_of_the_letter_whole():
    sender = f"otdel@{'a' * 60}.{'b' * 60}.test"
    read = letter(row(), smtp_config("smtp://mx.test", sender, "Ф"))
    assert read["Message-ID"].strip() == f"<outbox-17.0123456789ab@{sender.partition('@')[2]}>"


def test_nothing_is_fetched_and_nobody_else_is_named():
    read = letter(row(links=[LINK]))
    _, html = parts(read)
    assert "src=" not in html
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
    }  # fmt: skip


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_the_words_are_a_letter_is_made(text, subject, label, name):
    """Fault 43: halves of characters, NUL, other scripts."""
    config = smtp_config("smtp://mx.test", SENDER, name)
    read = letter(row(text or "x", subject=subject, links=[[label, LINK[1]]]), config)
    assert read["Bcc"] is None
    assert LINK[1] in parts(read)[0]
