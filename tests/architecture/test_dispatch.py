"""aiogram hands every synchronous filter to a thread: none is registered (PERFORMANCE, goal 5)."""

import inspect
from zoneinfo import ZoneInfo

from aiogram import Bot

from bots.telegram.staff.office import Office
from bots.telegram.staff.router import staff_dispatcher
from locales import FluentTexts, languages
from tests.architecture.reading import name_of, python_files


def _dispatcher():
    bot = Bot("1000001:invented-token-of-nobody-000000000000")
    unused = dict.fromkeys(("staff", "desk", "held", "queries", "show"))
    return staff_dispatcher(
        Office(
            bot=bot, account="1000001", texts=FluentTexts(), language="ru",
            languages=languages(), zone=ZoneInfo("Europe/Moscow"), **unused,
        )
    )  # fmt: skip


def handlers(router):
    for observer in router.observers.values():
        yield from observer.handlers
        yield from observer._handler.filters or ()
    for child in router.sub_routers:
        yield from handlers(child)


def test_every_handler_and_every_filter_is_a_coroutine():
    found = list(handlers(_dispatcher()))
    assert found
    for one in found:
        for filter_ in getattr(one, "filters", None) or ():
            assert filter_.awaitable, filter_
        assert inspect.iscoroutinefunction(inspect.unwrap(one.callback))


def test_magic_filters_are_not_even_imported():
    using = {
        name_of(file)
        for file in python_files("bots")
        if "MagicFilter" in (text := file.read_text(encoding="utf-8"))
        or "import F\n" in text
        or "aiogram.filters" in text
    }
    assert using == set()
