"""The page of phones over `otdel demo`, as a newcomer plays it in a browser (F1, MENUS)."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from scripts.browser import found
from tests.e2e.firm import INHERITED, ROOT, environ

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SECONDS = 50_000
"""Milliseconds: aiogram takes long to load on a busy machine, and here it is loaded twice."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`otdel demo` from its first line to Ctrl-C, after which it is gone within ten seconds."""
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "demo.log").open("wb") as log:
        playing = subprocess.Popen(
            [sys.executable, "-m", "otdel", "demo", "--port", "0"], cwd=ROOT, stderr=log,
            stdout=subprocess.PIPE, env=environ(INHERITED) | {"TMPDIR": str(folder)},
        )  # fmt: skip
        assert playing.stdout is not None
        with playing.stdout:
            address = playing.stdout.readline().decode().strip()
            assert address.startswith("http://127.0.0.1:"), (folder / "demo.log").read_text()
            yield address
            playing.send_signal(signal.SIGINT)
            began = time.monotonic()
            playing.wait(20)
    assert time.monotonic() - began < 10
    assert list(folder.glob("otdel-demo-*")) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = found()
    assert path is not None, "no Chromium: run scripts/browser.py"
    expect.set_options(timeout=SECONDS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, demo: str) -> Iterator[Page]:
    """A visitor who comes for the first time; a word in the browser's console fails the test."""
    said: list[str] = []
    with browser.new_context(viewport={"width": 1600, "height": 900}) as visitor:
        opened = visitor.new_page()
        opened.set_default_timeout(SECONDS)
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on(
            "console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None
        )
        opened.goto(demo)
        yield opened
    assert said == []


def phone(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"phone-{name}")


def types(page: Page, name: str, text: str) -> None:
    composer = phone(page, name).get_by_test_id("composer")
    composer.click()
    composer.fill(text)
    composer.press("Enter")


def bubble(page: Page, name: str, text: str) -> Locator:
    return phone(page, name).locator("[data-message-id]", has_text=text).last


def topic_of_the_client(page: Page) -> None:
    """The manager opens the topic of the client who writes from the page's phone.

    It bears his number when his first words were caught up with: the list tells no names.
    """
    name = re.compile(r"Иван Клиентов|\+70000000100")
    phone(page, "manager").get_by_role("tab", name=name).first.click()


def test_a_question_is_answered_by_keyboard_and_the_mark_turns(page: Page):
    """0:40 of the first five minutes: card, answer, the client sees it, 👌 then 👀."""
    types(page, "client", "Есть ПЭНД 273 со склада?")
    topic_of_the_client(page)
    question = bubble(page, "manager", "Есть ПЭНД 273 со склада?")
    expect(question).to_be_visible()
    question.focus()
    question.press("r")
    page.keyboard.type("Есть, восемь тонн на складе")
    page.keyboard.press("Enter")
    answer = phone(page, "client").get_by_text("Есть, восемь тонн на складе")
    expect(answer).to_be_visible()
    mine = bubble(page, "manager", "Есть, восемь тонн на складе")
    expect(mine.locator('[data-emoji="👌"]')).to_be_visible()
    phone(page, "client").get_by_test_id("composer").click()
    expect(mine.locator('[data-emoji="👀"]')).to_be_visible()


def test_the_kill_button_loses_nothing(page: Page):
    """F3: killed, restarted by the demo, and what was written meanwhile arrives."""
    expect(page.get_by_test_id("product-state")).to_have_text("работает")
    restarts = page.get_by_test_id("restarts").inner_text()
    page.get_by_test_id("kill").click()
    types(page, "client", "Пишу, пока программа мертва")
    expect(page.get_by_test_id("restarts")).not_to_have_text(restarts)
    expect(page.get_by_test_id("product-state")).to_have_text("работает")
    topic_of_the_client(page)
    expect(bubble(page, "manager", "Пишу, пока программа мертва")).to_be_visible()


def test_the_language_switches_and_the_wall_shows_the_products_own_log(page: Page):
    """F4, C7: the page in English and back; each row of the drawer is a verdict of the gate."""
    language = page.get_by_test_id("lang")
    language.click()
    expect(page.get_by_test_id("product-state")).to_have_text("running")
    page.get_by_test_id("wall-open").click()
    rows = page.get_by_test_id("wall-drawer").locator("tbody tr")
    expect(rows.first).to_be_visible()
    page.get_by_test_id("wall-filter").fill("нет такого правила")
    expect(rows).to_have_count(0)
    page.keyboard.press("Escape")
    language.click()
    expect(page.get_by_test_id("product-state")).to_have_text("работает")


def test_a_retailers_words_go_nowhere(page: Page):
    """R3, R8: typed text outside a client conversation is answered by one fixed line."""
    types(page, "retailer", "Есть кто-нибудь ещё из агентов?")
    expect(bubble(page, "retailer", "Сообщения не принимаются")).to_be_visible()
    for other in ("director", "manager", "client"):
        expect(phone(page, other).get_by_text("Есть кто-нибудь ещё из агентов?")).to_have_count(0)


def test_a_letter_is_opened_and_its_button_extends_the_reservation(page: Page):
    """A4: the morning's reminders stand in the manager's mailbox; one tap acts, once."""
    page.get_by_test_id("jump-to10").click()
    mail = phone(page, "mail")
    mail.get_by_role("tab", name="Борис").click()
    letter = mail.get_by_test_id("letter").filter(has_text="Бронь снимется").first
    expect(letter).to_be_visible()
    letter.click()
    expect(mail.get_by_test_id("mail-letter")).to_contain_text("письмо отправлено автоматически")
    with page.context.expect_page() as opening:
        mail.get_by_test_id("mail-link").filter(has_text="7 дней").click()
    acting = opening.value
    expect(acting.get_by_role("heading")).to_have_text("Продлить бронь")
    acting.get_by_role("button").click()
    expect(acting.get_by_role("heading")).to_contain_text("Бронь продлена до")
    acting.reload()
    expect(acting.get_by_role("heading")).to_contain_text("Бронь продлена до")
    acting.close()
    mail.get_by_test_id("mail-back").click()
    expect(mail.get_by_test_id("letter").first).to_be_visible()


def test_on_a_narrow_window_the_mail_is_a_tab_of_its_own(page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    expect(phone(page, "mail")).to_be_hidden()
    page.get_by_test_id("tab-mail").click()
    mail = phone(page, "mail")
    expect(mail.get_by_role("tab", name="Анна")).to_be_visible()
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(wide)
