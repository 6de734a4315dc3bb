"""The whole policy as one golden table (fault 49): 10 x 10 x 7 cells, then every condition."""

import itertools
from hashlib import sha256

import pytest

from core.policy.gate import Question, Side, judge, matrix, payload_hash

ADMINS = ("director", "sysadmin")
STAFF = ("sales_head", "manager", "secretary", "logistician", "lawyer")
INSIDE = ADMINS + STAFF
GROUPS = (*INSIDE, "retailer", "client", "unknown")
VERBS = ("see", "message", "forward", "broadcast", "reply", "mention", "attach")
RELAYED = ("message", "reply", "attach")
"""What can go through the bot under the company's name."""
FACTS = ("own", "unassigned", "relay", "lane_current")


def golden(sender, receiver, verb):
    """POLICY, "Matrix", written down a second time."""
    if sender in INSIDE and receiver in INSIDE:
        return _among_staff(sender, verb)
    if sender in ADMINS and receiver == "retailer":
        return {"see": "A", "broadcast": "news+role-sender", "attach": "news"}.get(verb, "D")
    if receiver == "client":
        return _to_a_client(sender, verb)
    if sender == "client" and verb in RELAYED:
        if receiver in {"sales_head", "manager", "retailer"}:
            return "own+relay"
        return "unassigned+relay" if receiver == "secretary" else "D"
    return "D"


def _among_staff(sender, verb):
    if verb != "broadcast":
        return "A"
    return {"director": "A", "sysadmin": "ops"}.get(sender, "D")


def _to_a_client(sender, verb):
    before = {
        "director": "", "sysadmin": "", "sales_head": "",
        "manager": "own+", "retailer": "own+", "secretary": "unassigned+",
    }  # fmt: skip
    if verb == "see":
        fields = {"secretary": "directory", "logistician": "order-only", "lawyer": "contract-only"}
        if sender in fields:
            return fields[sender]
        return {"": "A", "own+": "own"}.get(before.get(sender, "no"), "D")
    return f"{before[sender]}relay" if verb in RELAYED and sender in before else "D"


def side(group, number, **more):
    kind = group if group == "client" else "person"
    return Side(group, kind, number, **more)


def ask(sender, receiver, verb, **facts):
    return Question(verb, side(sender, 1), side(receiver, 2), **facts)


CELLS = list(itertools.product(GROUPS, GROUPS, VERBS))


def test_the_table_is_total_and_says_what_the_policy_says():
    assert set(matrix()) == set(CELLS)
    differing = [cell for cell in CELLS if matrix()[cell] != golden(*cell)]
    assert differing == []


def test_of_seven_hundred_cells_306_allow_46_ask_and_348_deny():
    cells = list(matrix().values())
    counted = (cells.count("A"), sum(c not in "AD" for c in cells), cells.count("D"))
    assert counted == (306, 46, 348)


def allowed(cell, facts):
    """What a cell of the table means."""
    if cell in "AD":
        return cell == "A"
    conditions = cell.split("+")
    return all(facts.get(c, False) for c in conditions) and facts["lane_current"]


@pytest.mark.parametrize("stage", ["queue", "send", "show"])
def test_the_gate_behaves_as_the_table_in_every_cell_and_condition(stage):
    disagreements = []
    for sender, receiver, verb in CELLS:
        closed = "retailer" in {sender, receiver}
        for values in itertools.product((False, True), repeat=len(FACTS)):
            facts = dict(zip(FACTS, values, strict=True))
            verdict = judge(ask(sender, receiver, verb, **facts), stage)
            wanted = not closed and allowed(golden(sender, receiver, verb), facts)
            if verdict.allowed != wanted or not verdict.rule or verdict.stage != stage:
                disagreements.append((sender, receiver, verb, facts, verdict.rule))
    assert disagreements == []


@pytest.mark.parametrize(
    "harm",
    [
        {"epoch_current": False},
        {"address_current": False},
        {"timely": False},
        {"label": ("retailer:7",)},
        {"label": ("staff", "retailer:7")},
    ],
)
def test_a_moved_receiver_or_a_foreign_label_stops_every_cell(harm):
    facts = {"own": True, "unassigned": True, "relay": True} | harm
    assert not any(judge(ask(*cell, **facts), "send").allowed for cell in CELLS)


@pytest.mark.parametrize("who", ["author", "receiver"])
def test_somebody_without_a_place_neither_writes_nor_reads(who):
    for sender, receiver, verb in CELLS:
        sides = {"author": side(sender, 1), "receiver": side(receiver, 2)}
        sides[who] = side(sides[who].group, 3, placed=False)
        verdict = judge(Question(verb, own=True, unassigned=True, **sides), "queue")
        assert (verdict.allowed, verdict.rule) == (False, f"{who}-not-placed")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("group", GROUPS)
def test_the_retailers_exit_is_closed_both_ways_for_everybody(group, verb):
    """P25, R8: not even the director, not even the system, until the exit is built."""
    system = Side("system", "system", None)
    retailer = side("retailer", 5, compartment="retailer:5")
    for author, receiver in ((side(group, 1), retailer), (retailer, side(group, 1))):
        verdict = judge(Question(verb, author, receiver, own=True, unassigned=True), "send")
        assert (verdict.allowed, verdict.rule) == (False, "retailer-exit-closed")
    told = judge(Question("show", system, retailer), "show")
    assert (told.allowed, told.rule) == (False, "retailer-exit-closed")


@pytest.mark.parametrize(
    ("sender", "receiver", "verb"),
    [
        ("nobody", "director", "message"),
        ("director", "nobody", "message"),
        ("director", "manager", "teleport"),
        ("", "", ""),
        ("Director", "manager", "message"),
    ],
)
def test_what_is_not_in_the_table_is_denied_with_a_reason(sender, receiver, verb):
    """I2: default deny."""
    verdict = judge(ask(sender, receiver, verb, own=True, unassigned=True), "queue")
    assert not verdict.allowed
    assert verdict.rule.startswith("matrix:")


def test_the_system_tells_people_and_clients_and_nobody_else():
    system = Side("system", "system", None)
    for group in (*INSIDE, "client"):
        assert judge(Question("message", system, side(group, 1)), "send").allowed
    told = judge(Question("message", system, Side("nobody", "nobody", None)), "send")
    assert told.rule == "system-to-nobody"


def test_a_denial_names_the_first_broken_rule():
    question = ask("manager", "client", "reply", own=False, relay=False, lane_current=False)
    assert judge(question, "send").rule == "not-own"
    question = ask("manager", "client", "reply", own=True, relay=False, lane_current=False)
    assert judge(question, "send").rule == "not-relay"
    question = ask("manager", "client", "reply", own=True, lane_current=False)
    assert judge(question, "send").rule == "lane-closed"
    assert judge(ask("lawyer", "client", "reply"), "send").rule == "matrix:lawyer-reply-client"


def test_each_lost_fact_is_denied_by_a_name_of_its_own():
    facts = {"own": True, "unassigned": True, "relay": True}
    for harm, rule in (
        ({"epoch_current": False}, "receiver-moved"),
        ({"address_current": False}, "address-changed"),
        ({"label": ("retailer:7",)}, "label-not-cleared"),
        ({"permitted": False}, "not-permitted"),
        ({"timely": False}, "too-late"),
    ):
        verdict = judge(ask("manager", "lawyer", "message", **facts | harm), "send")
        assert (verdict.allowed, verdict.rule) == (False, rule)
        system = Question("message", Side("system", "system", None), side("lawyer", 2), **harm)
        assert judge(system, "send").rule == rule


def test_what_the_system_says_of_a_lane_leaves_only_while_the_lane_is_open():
    """A5: to the client himself whoever owns him, to a person only while he does."""
    system = Side("system", "system", None)
    told = judge(Question("message", system, side("manager", 1), lane_current=False), "send")
    assert (told.allowed, told.rule) == (False, "lane-closed")
    assert judge(Question("message", system, side("client", 1), lane_current=False), "send").allowed


def test_a_payload_is_known_by_the_sha256_of_its_bytes_whatever_a_phone_sent():
    assert payload_hash("я") == sha256("я".encode()).hexdigest()
    assert payload_hash("\ud83d") == sha256(b"\xed\xa0\xbd").hexdigest()
