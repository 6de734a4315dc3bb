"""Every text key that the code names exists, and every language has the same keys."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "bots", "feeds", "otdel", "scheduler")
KEY = re.compile(r"^([a-z][\w-]*)\s*=", re.MULTILINE)
FIELD = re.compile(r"\{\s*\$([\w-]+)")
PART = re.compile(r"\{\s*([a-z][\w-]*)\s*\}")
"""Another text within a text; it gets the same fields."""


def keys(language: str) -> dict[str, set[str]]:
    """Key → names of its fields, those of the texts within it among them."""
    text = (ROOT / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    found = list(KEY.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    texts = {match[1]: text[match.start() : end] for match, end in zip(found, ends, strict=True)}
    return {
        key: {
            field
            for part in (body, *(texts.get(name, "") for name in PART.findall(body)))
            for field in FIELD.findall(part)
        }
        for key, body in texts.items()
    }


def named() -> set[str]:
    """String literals of the code that look like keys: they have the shape and the known head."""
    literal = re.compile(r"""["']([a-z][a-z0-9_]*(?:-[a-z0-9_]+)+)["']""")
    return {
        match[1]
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for match in literal.finditer(file.read_text(encoding="utf-8"))
    }


def problems() -> list[str]:
    languages = sorted(file.stem for file in (ROOT / "locales").glob("*.ftl"))
    texts = {language: keys(language) for language in languages}
    every = set().union(*texts.values())
    found = [
        f"{language}: missing {key}"
        for language in languages
        for key in sorted(every - texts[language].keys())
    ]
    for key in sorted(every):
        shapes = {frozenset(t[key]) for t in texts.values() if key in t}
        if len(shapes) > 1:
            found.append(f"{key}: fields differ between languages")
    # A key is used when the code names it, or builds it from a head such as "error-" + code.
    heads = {key.split("-")[0] for key in every}
    used = named()
    found += [
        f"no text for {name}"
        for name in sorted(used)
        if name.split("-")[0] in heads & {"tg", "button", "notice", "error", "part", "kind"}
        and name not in every
    ]
    return found


if __name__ == "__main__":
    lines = problems()
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.exit(1 if lines else 0)
