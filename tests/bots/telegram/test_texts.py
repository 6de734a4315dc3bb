import re
from pathlib import Path

import pytest

import bots.telegram
from locales import FluentTexts, languages

FOLDER = Path(bots.telegram.__path__[0])
KEY = re.compile(r'"(tg-[a-z0-9_-]+)"')
FAMILY = re.compile(r'f"(tg-[a-z_-]+-)\{')
FILES = sorted(Path(FOLDER.parent.parent, "locales").glob("*.ftl"))


def keys_of(file):
    return set(
        re.findall(r"^(tg-[A-Za-z0-9_-]+) =", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def used():
    source = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.py"))
    return set(KEY.findall(source)), set(FAMILY.findall(source))


@pytest.mark.parametrize("language", languages())
def test_every_text_that_the_room_asks_for_exists(language):
    keys, families = used()
    texts = FluentTexts()

    assert len(keys) > 30
    assert [key for key in sorted(keys) if not texts.has(key, language)] == []
    known = keys_of(next(file for file in FILES if file.stem == language))
    assert [f for f in sorted(families) if not any(k.startswith(f) for k in known)] == []


def test_both_languages_have_the_same_texts_and_none_is_unused():
    keys, families = used()
    one, *others = (keys_of(file) for file in FILES)

    assert all(other == one for other in others)
    unused = [k for k in sorted(one) if k not in keys and not k.startswith(tuple(families))]
    assert unused == []


def test_no_sentence_for_people_stands_in_code():
    letters = re.compile(r"[А-Яа-яЁё]")
    spoken = []
    for file in FOLDER.rglob("*.py"):
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", file.read_text(encoding="utf-8"))
        spoken += [file.name] if letters.search(code) else []
    assert spoken == []
