"""What the house looks like: small files, telling names, texts where texts live (DESIGN)."""

import ast
import re

import pytest

from tests.architecture.reading import PRODUCT, ROOT, name_of, python_files, tree_of

LIMIT = 300
LONGER = {
    "storage/repositories/news.py": (310, "one table's statements and the class that runs them"),
    "core/messaging/ports.py": (415, "the Protocols of one room, half of them docstrings"),
    "core/messaging/model.py": (330, "one vocabulary: data classes and the lattice of states"),
    "core/messaging/desk.py": (360, "the commands of one conversation share its authorisation"),
    "core/messaging/delivery.py": (340, "one row from its claim to its settled outcome"),
    "core/messaging/follow.py": (320, "every reaction of messaging, one method each"),
    "scheduler/inbox.py": (330, "one item from the look to its end, whichever way it goes"),
    "storage/migrations/versions/0004_cards.py": (
        330,
        "the tables of one release, each spelled out",
    ),
    "otdel/run.py": (370, "the composition root: one life of the process, in order"),
}
FORBIDDEN = {"utils", "util", "helpers", "helper", "managers", "manager", "common", "misc", "base"}


def test_files_are_small_or_say_why_not():
    lengths = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in python_files(*PRODUCT, "sandbox", "scripts")
    }
    limits = {name: LONGER.get(name, (LIMIT, ""))[0] for name in lengths}
    assert {n: lengths[n] for n in lengths if lengths[n] > limits[n]} == {}
    # What has become small again needs no excuse.
    assert [name for name in LONGER if lengths[name] <= LIMIT] == []


def test_modules_are_named_for_what_they_are():
    files = python_files(*PRODUCT, "sandbox", "scripts", "tests")
    words = {name_of(f): {f.stem, *f.relative_to(ROOT).parts[:-1]} for f in files}
    assert {name for name, parts in words.items() if parts & FORBIDDEN} == set()


def _words_in_code(tree):
    """String literals that are neither docstrings nor comments to a name."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


NOT_INTERFACE = {
    "core/messaging/consent.py": "words that clients write, not words that we show",
    "core/amounts.py": "units and currencies as people type them",
    "core/digest/reading.py": "hours as people type them",
    "core/firm.py": "the default name of the firm",
    "reports/spreadsheet.py": "columns as people name them",
    "storage/search.py": "legal forms that names are compared without",
    "otdel/config.py": "the default name of the firm",
    "otdel/cli.py": "the product's own name",
    "otdel/demo.py": "invented sample data",
}


def test_interface_texts_stand_in_the_locale_files_alone():
    """F4: another language is one file."""
    speaking = {
        name_of(file)
        for file in python_files(*PRODUCT, "scripts")
        if any(re.search("[А-Яа-яЁё]", words) for words in _words_in_code(tree_of(file)))
    }
    assert speaking - NOT_INTERFACE.keys() == set()


def test_no_message_is_sent_with_a_parse_mode():
    """Foreign text goes out as text with entities, never as markup (fault 13)."""
    using = {
        name_of(file)
        for file in python_files("bots", "core", "otdel")
        for node in ast.walk(tree_of(file))
        if (isinstance(node, ast.keyword) and node.arg == "parse_mode")
        or (isinstance(node, ast.Name) and node.id == "ParseMode")
    }
    assert using == set()


def test_nothing_is_ever_forwarded_or_copied():
    """POLICY: rebuild, never copy."""
    wrong = re.compile(r"(forward|copy)_?(message|messages)$|^(Forward|Copy)Messages?$|^send_copy$")
    using = {
        (name_of(file), name)
        for file in python_files("bots", "core", "otdel", "scheduler")
        for node in ast.walk(tree_of(file))
        if (name := getattr(node, "attr", None) or getattr(node, "id", None)) and wrong.search(name)
    }
    assert using == set()


def _is_machine_day(node):
    """`date.today`; a screen or a service may be called today as well."""
    of = getattr(node.value, "attr", None) or getattr(node.value, "id", None)
    return node.attr == "today" and of in {"date", "datetime"}


@pytest.mark.parametrize("room", ["core", "bots", "scheduler"])
def test_time_comes_from_the_clock_that_was_handed_in(room):
    """Otherwise a test that moves time, and the demo, would only half move it."""
    using = {
        name_of(file)
        for file in python_files(room)
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute) and (node.attr == "utcnow" or _is_machine_day(node))
    }
    assert using == set()
