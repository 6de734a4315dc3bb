"""aiogram hands every synchronous filter to a thread: none is registered (PERFORMANCE, goal 5)."""

import inspect
from collections import Counter
from dataclasses import MISSING, fields

from aiogram import Bot

from bots.telegram.staff import actions
from bots.telegram.staff.actions import table
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.office import Office
from bots.telegram.staff.router import staff_dispatcher
from locales import FluentTexts, languages
from tests.architecture.reading import name_of, python_files


def _dispatcher():
    bot = Bot("1000001:invented-token-of-nobody-000000000000")
    needed = {one.name for one in fields(Office) if one.default is one.default_factory is MISSING}
    given = {"bot": bot, "account": "1000001", "texts": FluentTexts(), "languages": languages()}
    return staff_dispatcher(Office(**(dict.fromkeys(needed) | given)))


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


def test_no_two_subjects_claim_the_same_prefix_or_command():
    """Dictionaries are merged: the later would win without a word."""
    for name, merged in (("PRESSES", table.PRESSES), ("COMMANDS", table.COMMANDS)):
        subjects = [
            vars(module).get(name, {}) for module in vars(table).values() if is_subject(module)
        ]
        assert sum(map(len, subjects)) >= len(merged)
        claimed = Counter(key for subject in subjects for key in subject)
        assert [key for key, times in claimed.items() if times > 1] == []
        assert merged.keys() <= claimed.keys()


def is_subject(module):
    return inspect.ismodule(module) and module.__name__.startswith(actions.__name__)


def test_every_form_has_a_name_of_its_own_that_the_table_holds():
    assert all(name == form.name and len(name) <= 32 for name, form in BOOK.items())
    for form in BOOK.values():
        steps = [step.name for step in form.steps]
        assert len(set(steps)) == len(steps)
        assert form.rights
