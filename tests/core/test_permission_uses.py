"""Every permission that is asked for exists, and every one that exists is asked for (I2).

A slip of the pen in a `require` would refuse everybody; one that nobody asks for opens nothing and
only looks like a rule.
"""

import ast
import re

from core.policy.roles import PERMISSIONS
from tests.architecture.reading import name_of, python_files, tree_of

EVERY = frozenset().union(*PERMISSIONS.values())
HEADS = frozenset(name.rpartition(":")[0] for name in EVERY if name.count(":") > 1)
ASKING = frozenset({"may", "require"})
SCOPED = frozenset({"may_with_client", "require_with_client"})
SHAPE = re.compile(r"[a-z]+:[a-z-]+(:[a-z-]+)?")
TABLE = "core/policy/roles.py"


def _calls(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in names:
                yield node.args[1]


def _constants(tree):
    """Module-level names of strings."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _named(tree, asked):
    """The permission as written, or the beginning of one that is put together; None: a variable."""
    if isinstance(asked, ast.Constant):
        return asked.value, ""
    if isinstance(asked, ast.Name):
        return _constants(tree).get(asked.id), ""
    if isinstance(asked, ast.JoinedStr) and isinstance(asked.values[0], ast.Constant):
        return None, asked.values[0].value
    return None, ""


def _sources():
    return [(name_of(f), tree_of(f)) for f in python_files("core", "bots") if name_of(f) != TABLE]


def test_every_permission_that_is_asked_for_exists():
    missing = []
    for file, tree in _sources():
        for asked in _calls(tree, ASKING):
            name, head = _named(tree, asked)
            if name is not None and name not in EVERY:
                missing.append((file, name))
            if head and not any(known.startswith(head) for known in EVERY):
                missing.append((file, head))
        for asked in _calls(tree, SCOPED):
            name, _ = _named(tree, asked)
            if name is not None and name not in HEADS:
                missing.append((file, name))
    assert missing == []


OFFERING = {"rights", "needs"}
"""Keywords that carry permissions: of forms, and of messages that leave for whoever may."""


def test_every_permission_that_a_menu_or_a_form_offers_by_exists():
    missing = []
    for file, tree in _sources():
        for node in ast.walk(tree):
            offered = []
            if isinstance(node, ast.keyword) and node.arg in OFFERING:
                offered = list(ast.walk(node.value))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "can":
                offered = node.args[1:]
            names = [one.value for one in offered if isinstance(one, ast.Constant)]
            missing += [(file, n) for n in names if isinstance(n, str) and n not in EVERY | HEADS]
    assert missing == []


def _strings():
    """Every string of the code that could be a permission, the beginnings of built ones apart."""
    whole, heads = set(), set()
    for _, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if SHAPE.fullmatch(node.value):
                    whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                heads.add(node.values[0].value)
    return whole, {head for head in heads if re.fullmatch(r"[a-z]+:([a-z-]+:)?", head)}


UNUSED: dict[str, str] = {}
"""Permission → why nothing asks for it yet."""


def test_every_permission_that_exists_is_asked_for():
    whole, heads = _strings()
    used = {
        name
        for name in EVERY
        if name in whole
        or (name.count(":") > 1 and name.rpartition(":")[0] in whole)
        or any(name.startswith(head) for head in heads)
    }
    assert EVERY - used == UNUSED.keys()


ENTRIES = frozenset({"acting", "looking", "standing"})
"""How a use case learns who is asking (core/policy/actors.py)."""


def _spoken(node):
    return {getattr(one, "attr", None) or getattr(one, "id", None) for one in ast.walk(node)}


def _functions():
    """Every function of each room of the core."""
    rooms = {}
    for file in python_files("core"):
        room = rooms.setdefault(name_of(file).split("/")[1], [])
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                room.append((name_of(file), node, _spoken(node)))
    return rooms


def _is_use_case(file, node):
    names = [one.arg for one in node.args.args]
    public = isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    return public and names[:2] == ["self", "actor"] and not file.endswith("ports.py")


def test_every_use_case_asks_who_it_is_in_its_own_transaction():
    """P18: never the person in the caller's hand. And so the lens holds everywhere."""
    trusting, seen = [], 0
    for functions in _functions().values():
        asking = set(ENTRIES)
        for _ in functions:
            more = {node.name for _, node, spoken in functions if spoken & asking} | asking
            if more == asking:
                break
            asking = more
        cases = [(file, node.name) for file, node, _ in functions if _is_use_case(file, node)]
        trusting += [(file, name) for file, name in cases if name not in asking]
        seen += len(cases)
    assert trusting == []
    assert seen > 40
