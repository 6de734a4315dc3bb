"""Laws that hold for any question, not only for the listed ones (POLICY, invariants)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.policy.gate import Question, Side, judge, matrix, payload_hash
from tests.core.test_matrix import ADMINS, CELLS, GROUPS, VERBS

compartments = st.sampled_from(["staff", "retailer:1", "retailer:2"])


@st.composite
def sides(draw):
    group = draw(st.sampled_from([*GROUPS, "system", "other"]))
    kind = {"client": "client", "system": "system"}.get(group, "person")
    return Side(group, kind, draw(st.integers(1, 3)), draw(st.booleans()), draw(compartments))


questions = st.builds(
    Question,
    verb=st.sampled_from([*VERBS, "show", "other"]),
    author=sides(),
    receiver=sides(),
    own=st.booleans(),
    unassigned=st.booleans(),
    lane_current=st.booleans(),
    epoch_current=st.booleans(),
    address_current=st.booleans(),
    timely=st.booleans(),
    relay=st.booleans(),
    label=st.lists(compartments, max_size=3).map(tuple),
)
stages = st.sampled_from(["queue", "send", "show"])


@given(questions, stages)
def test_every_question_gets_an_answer_and_every_denial_a_rule(question, stage):
    """I2, C7: total, and explainable."""
    verdict = judge(question, stage)
    assert verdict.question is question
    assert (verdict.rule == "allowed") == verdict.allowed
    assert verdict.rule


TAKEN_AWAY = {
    "own": False,
    "unassigned": False,
    "relay": False,
    "lane_current": False,
    "epoch_current": False,
    "address_current": False,
    "timely": False,
}


@given(questions, st.sets(st.sampled_from(sorted(TAKEN_AWAY))), stages)
def test_taking_away_a_fact_never_allows_more(question, lost, stage):
    """I5: monotone."""
    poorer = replace(question, **{name: TAKEN_AWAY[name] for name in lost})
    assert judge(question, stage).allowed or not judge(poorer, stage).allowed


@given(questions, compartments, stages)
def test_a_further_label_or_a_lost_place_never_allows_more(question, compartment, stage):
    before = judge(question, stage).allowed
    labelled = replace(question, label=(*question.label, compartment))
    assert before or not judge(labelled, stage).allowed
    for name in ("author", "receiver"):
        placeless = replace(question, **{name: replace(getattr(question, name), placed=False)})
        assert not judge(placeless, stage).allowed


@given(questions, stages)
def test_content_reaches_only_those_cleared_for_all_its_labels(question, stage):
    """P25: whatever the verb and the rights."""
    if set(question.label) - {question.receiver.compartment}:
        assert not judge(question, stage).allowed


def test_who_cannot_see_cannot_be_seen():
    """I3: retailers are blind to staff exactly as staff (administrators apart) are to retailers."""
    table = matrix()
    for group in GROUPS:
        if group in ADMINS or group == "client":
            continue
        assert table[group, "retailer", "see"] == table["retailer", group, "see"] == "D"


def test_no_chain_of_unconditional_verbs_joins_a_retailer_with_anybody():
    """I4: by messages of any length of chain."""
    carries = {(a, b) for a, b, verb in CELLS if verb != "see" and matrix()[a, b, verb] == "A"}
    assert not [pair for pair in carries if "retailer" in pair]


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_a_payload_has_a_hash_whatever_its_characters(text):
    """Half a surrogate pair too: the gate never fails on foreign text (P27)."""
    assert len(payload_hash(text)) == 64
