"""docs/rules.md tells what each code means that the product's own words cite."""

import re

from tests.architecture.reading import PRODUCT, ROOT, python_files

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
FIRST = re.compile(r"^\| ([^|]+?) \|", re.MULTILINE)
CODE = re.compile(r"(?<![\w.+%-])([ABCDEIPR][1-9]\d?)(?![\w%.-])")
FAULT = re.compile(r"\b[Ff]aults? (\d+)")
SENTENCE = re.compile(r"POLICY ([ivx]+|\d+)\b")
NAME = re.compile(r"\b(POLICY|DOMAIN|MENUS|INTERFACE|CHANNELS|PERFORMANCE|DESIGN)\b")


def explained():
    """First cells of the tables; "1, 2" are two and "55–63" are nine."""
    found = set()
    for cell in FIRST.findall(PAGE):
        for part in cell.split(", "):
            first, _, last = part.partition("–")
            whole = range(int(first), int(last) + 1) if last else (part,)
            found |= {str(one) for one in whole}
    return found


def test_every_code_that_is_cited_is_explained():
    known, unknown, count = explained(), {}, 0
    for file in python_files(*PRODUCT):
        text = file.read_text(encoding="utf-8")
        cited = {*CODE.findall(text), *FAULT.findall(text)}
        cited |= {n if n.isalpha() else f"POLICY {n}" for n in SENTENCE.findall(text)}
        count += len(cited)
        if missing := sorted(cited - known):
            unknown[file.relative_to(ROOT).as_posix()] = missing
    assert unknown == {}
    assert count > 300, "the codes are looked for in vain"


def test_every_name_in_capitals_is_explained():
    texts = [file.read_text(encoding="utf-8") for file in python_files(*PRODUCT)]
    cited = {name for text in texts for name in NAME.findall(text)}
    assert [name for name in sorted(cited) if f"\n- {name}: " not in PAGE] == []
    assert "POLICY" in cited
