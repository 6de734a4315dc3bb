"""Every text in every language, whole and renderable (F4)."""

import ast
import importlib.util
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource

from core.clients.facts import DESCRIBED, LOCKED, TERMS
from core.messaging.model import RANK, State
from locales import FluentTexts, languages

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "bots", "otdel", "scheduler", "storage")
LANGUAGES = languages()


def text_keys():
    spec = importlib.util.spec_from_file_location("text_keys", ROOT / "scripts" / "text_keys.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


KEYS = text_keys()


def test_russian_and_english_are_there():
    assert {"ru", "en"} <= set(LANGUAGES)


def test_nothing_is_missing():
    assert KEYS.problems() == []


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A copy of the rooms in which something can be broken."""
    for room in ("locales", *KEYS.ROOMS):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(KEYS, "ROOT", tmp_path)
    return tmp_path


def _change(file, pattern, replacement):
    text = file.read_text(encoding="utf-8")
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    file.write_text(changed, encoding="utf-8")


def test_the_check_is_clean_on_an_untouched_copy(planted):
    assert KEYS.problems() == []


def test_the_check_finds_a_key_that_one_language_lost(planted):
    _change(planted / "locales" / "en.ftl", r"^unnamed = .*\n", "")
    assert KEYS.problems() == ["en: missing unnamed"]


def test_the_check_finds_a_field_that_one_language_lost(planted):
    _change(planted / "locales" / "en.ftl", r"^(quoted = .*)\{ \$text \}", r"\1")
    assert KEYS.problems() == ["quoted: fields differ between languages"]


def test_the_check_finds_a_key_that_only_the_code_knows(planted):
    file = planted / "core" / "messaging" / "marks.py"
    file.write_text(file.read_text(encoding="utf-8") + '\nNEW = "button-nowhere"\n', "utf-8")
    assert KEYS.problems() == ["no text for button-nowhere"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_file_has_no_broken_entry_and_no_key_twice(language):
    text = (ROOT / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    resource = FluentResource(text)
    assert [e for e in resource.body if type(e).__name__ == "Junk"] == []
    found = KEYS.KEY.findall(text)
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_with_its_fields_and_for_any_count(language):
    texts = FluentTexts()
    for key, fields in KEYS.keys(language).items():
        for count in (0, 1, 2, 5, 11, 21, 1000000):
            shown = texts.render(key, language, dict.fromkeys(fields, count))
            assert shown.strip(), key
            assert "{" not in shown, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_leaves_the_plural_to_the_reader(language):
    """A word with a count stands in a plural form of its own, never as "file(s)" or "файл(ов)"."""
    text = (ROOT / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    assert re.findall(r"\w\((?:s|es|ов|а|ы|и|ей)\)", text) == []
    for selector in re.findall(r"\{ \$\w+ ->(.*?)\n \}", text, re.DOTALL):
        assert "*[other]" in selector


def test_a_missing_key_and_a_missing_field_are_told_apart():
    texts = FluentTexts()
    with pytest.raises(KeyError):
        texts.render("no-such-text", "ru")
    with pytest.raises(ValueError, match="quoted"):
        texts.render("quoted", "ru")


def test_an_unknown_language_is_read_in_the_firms_own():
    assert FluentTexts("en").render("unnamed", "xx") == FluentTexts().render("unnamed", "en")


def test_fields_get_no_isolating_marks():
    """They would shift the offsets of entities."""
    shown = FluentTexts().render("quoted", "ru", {"text": "а"})
    assert not re.search("[\u2066-\u2069]", shown)
    assert isinstance(FluentBundle(["ru"], use_isolating=False), FluentBundle)


@cache
def _trees():
    return [
        ast.parse(file.read_text(encoding="utf-8"))
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
    ]


def raised(*names):
    """First literal of each call of these classes, anywhere in the product."""
    found = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def refusals():
    """DomainError, its subclasses, and the codes that stand in their classes."""
    names, codes = {"DomainError"}, set()
    classes = [n for tree in _trees() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    for _ in range(3):
        for node in classes:
            if {getattr(base, "id", "") for base in node.bases} & names:
                names.add(node.name)
    for node in classes:
        if node.name in names:
            codes |= {
                statement.value.value
                for statement in node.body
                if isinstance(statement, ast.Assign) and statement.targets[0].id == "code"
            }
    return names, codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_of_the_core_has_a_sentence(language):
    names, codes = refusals()
    codes |= raised(*names)
    assert {"not-allowed", "opted-out", "stopped-by-policy", "phone-taken"} <= codes
    known = KEYS.keys(language)
    assert [code for code in sorted(codes) if f"error-{code}" not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_failure_of_a_channel_has_a_sentence_with_the_next_step(language):
    codes = raised("Permanent") | {f"file-{code}" for code in raised("MediaRefused")}
    codes |= {"gave-up", "broken", "unknown", "other", "file-not-fetched"}
    known = KEYS.keys(language)
    # These arise only where a client's file is fetched; he is told by file-refused.
    inbound = {"file-redirect-refused"}
    missing = [c for c in sorted(codes - inbound) if f"provider-{c}" not in known]
    assert missing == []


def test_every_code_of_a_provider_is_told_in_every_language():
    told = [
        {key for key in KEYS.keys(language) if re.fullmatch(r"provider-\d+", key)}
        for language in LANGUAGES
    ]
    assert all(codes == told[0] for codes in told)
    must = {"63016", "63014", "63018", "63024", "63032", "21610"}
    assert {f"provider-{code}" for code in must} <= told[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_word(language):
    """P7: each is shown."""
    known = KEYS.keys(language)
    assert [s for s in State if f"tg-state-{s}" not in known] == []
    assert set(RANK) <= set(State)


def test_a_record_is_named_as_it_is_typed_and_a_quantity_as_it_is_read():
    """A command out of a message is copied as it stands."""
    texts = FluentTexts()
    unseen = texts.render("notice-unseen", "ru", {"client": 12345})
    assert "otdel client give 12345 --to ID" in unseen
    assert texts.render("error-client-unknown", "ru", {"id": 99999}) == "Клиента № 99999 нет."
    told = texts.render("error-text-too-long", "ru", {"limit": 4000})
    assert "4\u00a0000" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_of_a_card_are_told_by_their_labels(language):
    texts = FluentTexts()
    for field in [*LOCKED, *DESCRIBED, *TERMS]:
        for key in ("error-number-range", "error-field-locked"):
            told = texts.render(key, language, {"field": field, "most": 100})
            assert f"field {field}" not in told, (key, field)
            assert f"поле {field}" not in told, (key, field)
            assert "_" not in told, (key, field)
