"""The files of the checkout, as the architecture tests read them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core", "storage", "bots", "scheduler", "otdel", "locales")
_SKIPPED = {"__pycache__", "data", "build", "node_modules"}


def python_files(*rooms):
    return [
        file
        for room in rooms
        for file in sorted((ROOT / room).rglob("*.py"))
        if "__pycache__" not in file.parts
    ]


@cache
def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def name_of(file):
    return file.relative_to(ROOT).as_posix()


@cache
def every_file():
    """Every text file that belongs to the repository, with its text."""
    return list(_texts())


def _texts():
    for file in sorted(ROOT.rglob("*")):
        parts = file.relative_to(ROOT).parts
        hidden = any(part.startswith(".") for part in parts[:-1])
        if hidden or _SKIPPED & set(parts) or not file.is_file():
            continue
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
