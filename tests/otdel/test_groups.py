"""Groups and refusals on the command line (INTERFACE, C5, C7)."""

import json

import pytest

from tests.otdel.commands import otdel

pytestmark = pytest.mark.xdist_group("commands")

FIRM = (
    "db upgrade",
    ["user", "add", "--role", "director", "--name", "Анна"],
    ["user", "add", "--role", "manager", "--name", "Борис"],
)
RULES = {"client": {"reply": "own+relay"}, "lawyer": {"message": "D"}}
FAILURES = [
    "group show nowhere", "group set", "group set manager", "group set manager client",
    "group set manager client.reply=maybe", "group set manager nobody.reply=D",
    "group set manager client.forward=A", "group set manager missing.json",
    "group set manager broken.json", "group set manager wrong.json",
    "group set place --role lawyer",
    "group set north --role boss", "group place 404 manager", "group place 2 nowhere",
    "group place 1 manager", "group place 2 lawyer --as 404", "group place x lawyer",
    "group nonsense",
]  # fmt: skip


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("groups")
    (folder / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "wrong.json").write_text("[1]", encoding="utf-8")
    steps = {
        "list": "group list --json",
        "made": "group set north --role manager client.reply=D lawyer.message=D --json",
        "table": "group list",
        "placed": "group place 2 north",
        "shown": "group show north --json",
        "told": "group show north",
        "person": "user list --json",
        "whole": "group set north rules.json --json",
        "less": "group set north client.reply= --json",
        "refused": "group place 2 lawyer --as 2",
        "refusals": "wall log --denied --json",
        "log": "wall log --json",
        "taken": "group place 2 unknown",
        **{line: line for line in FAILURES},
    }
    said = otdel(folder, *FIRM, *steps.values())
    assert [one.code for one in said[: len(FIRM)]] == [0] * len(FIRM), said
    told = dict(zip(steps, said[len(FIRM) :], strict=True))
    (number,) = [row["id"] for row in told["refusals"].json]
    why, again = otdel(folder, f"why {number}", f"why {number} --json")
    return told | {"number": number, "why": why, "why --json": again}


def test_every_role_has_its_group(firm):
    groups = firm["list"].json
    assert [list(group) for group in groups] == [
        ["name", "role", "members", "rules", "version"]
    ] * 8
    assert {group["name"]: group["members"] for group in groups if group["members"]} == {
        "director": 1, "manager": 1,
    }  # fmt: skip
    assert "north" in firm["table"].out


def test_rules_are_set_one_by_one_or_as_a_file(firm):
    assert firm["made"].json == {
        "name": "north", "role": "manager", "members": 0,
        "rules": {"client": {"reply": "D"}, "lawyer": {"message": "D"}}, "version": 2,
    }  # fmt: skip
    assert (firm["whole"].json["rules"], firm["whole"].json["version"]) == (RULES, 3)
    assert firm["less"].json["rules"] == {"lawyer": {"message": "D"}}


def test_somebody_is_placed(firm):
    assert firm["placed"].code == firm["taken"].code == 0
    assert firm["shown"].json["people"] == [2]
    assert "client.reply=D" in firm["told"].out
    assert [row["role"] for row in firm["person"].json] == ["director", "manager"]


def test_with_the_rights_of_somebody_a_refusal_is_on_record_and_explained(firm):
    """C7: `--as` has exactly that person's rights."""
    said = firm["refused"]
    assert said.code != 0
    assert said.err.endswith(f"(otdel why {firm['number']})\n")
    (row,) = firm["refusals"].json
    assert (row["stage"], row["rule"], row["author_id"], row["code"]) == (
        "act", "person:place", 2, "group place",
    )  # fmt: skip
    assert firm["why --json"].json["id"] == firm["number"]
    assert "person:place" in firm["why"].out
    assert "DENY at act" in firm["why"].out


def test_every_change_is_in_the_log(firm):
    rules = [row["rule"] for row in firm["log"].json]
    assert {"role:manager", "client-reply:D", "group:north", "client-reply:matrix"} <= set(rules)


def test_every_failure_is_one_line_and_a_code(firm):
    for line in FAILURES:
        said = firm[line]
        assert said.code != 0, line
        assert said.out == "", line
        assert said.err.startswith("otdel: "), line
        assert said.err.count("\n") == 1, (line, said.err)
