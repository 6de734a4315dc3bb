"""The documents name what there is: every command in both guides, every setting and metric."""

import re
from pathlib import Path

import pytest

from bots.telegram.staff.commands import COMMANDS
from core.policy.gate import matrix
from otdel.cli import app
from otdel.config import Settings
from tests.otdel.test_metrics import NAMES

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = ("guide.ru.md", "guide.en.md")
EVENT = re.compile(r"\blog\.(?:debug|info|warning|error)\(\s*\"([^\"]+)\"")
PRODUCT = ("core", "storage", "bots", "scheduler", "otdel")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def first_cells(text):
    return [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]


def commands_of(guide):
    cells = first_cells((DOCS / guide).read_text(encoding="utf-8"))
    return {name for cell in cells for name in re.findall(r"`/(\w+)", cell)}


@pytest.mark.parametrize("guide", GUIDES)
def test_the_table_of_commands_is_complete_and_names_no_other(guide):
    assert commands_of(guide) == set(COMMANDS)


def test_both_guides_have_the_same_chapters_and_pictures():
    shapes = []
    for guide in GUIDES:
        text = (DOCS / guide).read_text(encoding="utf-8")
        levels = [line.split(" ")[0] for line in text.splitlines() if line.startswith("#")]
        shapes.append((levels, re.findall(r"\]\((images/[^)]+)\)", text)))
    assert shapes[0] == shapes[1]
    assert all((DOCS / picture).is_file() for picture in shapes[0][1])


def test_every_setting_stands_in_the_table_of_settings():
    named = {
        name for cell in first_cells(OPERATIONS) for name in re.findall(r"`([A-Z0-9_]+)`", cell)
    }
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_metric_is_explained():
    told = set(re.findall(r"`(otdel_\w+)`", OPERATIONS))
    assert {re.sub(r"_(bucket|count)$", "", name) for name in NAMES} <= told


def test_every_command_of_the_program_is_told():
    groups = {
        group.name: [c.name for c in group.typer_instance.registered_commands]
        for group in app.registered_groups
    }
    told = {f"{group} {name}" for group, names in groups.items() for name in names}
    told |= {command.name for command in app.registered_commands}
    assert [one for one in sorted(told) if f"otdel {one}" not in OPERATIONS] == []


def test_every_event_of_the_log_is_explained_and_no_other():
    root = DOCS.parent
    files = [file for room in PRODUCT for file in (root / room).rglob("*.py")]
    logged = {name for file in files for name in EVENT.findall(file.read_text(encoding="utf-8"))}
    chapter = OPERATIONS.partition("| event | meaning |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([^`]+)`", "".join(first_cells(chapter)))) == logged


def test_every_rule_of_the_gate_is_explained():
    """Without those of the table's cells and of groups, which name themselves."""
    gate = (DOCS.parent / "core" / "policy" / "gate.py").read_text(encoding="utf-8")
    rules = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', gate)) - {"utf-8"}
    conditions = {word for cell in matrix().values() for word in cell.split("+")} - {"A", "D"}
    rules |= {f"not-{word}" for word in conditions}
    rules |= {f"{who}-not-placed" for who in ("receiver", "author")}
    assert len(rules) > 10
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in OPERATIONS] == []
