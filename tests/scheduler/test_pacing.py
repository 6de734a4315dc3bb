"""Never faster than a provider allows, never earlier than it asks (P8, goal 9)."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.pacing import FORGIVEN, KEPT, TELEGRAM, TWILIO, Bucket, Limits, Pace

CHATS = ["1", "2", "-100"]
steps = st.lists(
    st.tuples(st.floats(0, 3), st.sampled_from(CHATS), st.booleans()), min_size=1, max_size=90
)


def within(times, rate, burst):
    """Whether no window of any length holds more than rate x length + burst."""
    return all(
        len(times[i : j + 1]) <= rate * (times[j] - times[i]) + burst + 1e-6
        for i in range(len(times))
        for j in range(i, len(times))
    )


@given(steps, st.floats(0, 5))
def test_no_window_holds_more_than_the_rate_and_one_burst(attempts, start):
    limits = Limits(overall=3, chat=0.5, chat_burst=4, group=0.2, group_burst=2)
    pace, now = Pace(limits), start
    went = {chat: [] for chat in CHATS}
    all_went = []
    for pause, chat, free in attempts:
        now += pause
        if pace.admit(chat, now, free=free):
            all_went.append(now)
            if not free:
                went[chat].append(now)
    assert within(all_went, limits.overall, max(1.0, limits.overall / 2))
    for chat in ("1", "2"):
        assert within(went[chat], limits.chat, limits.chat_burst)
    assert within(went["-100"], limits.group, limits.group_burst)


@given(steps, st.floats(0.1, 3600), st.integers(0, 80))
def test_after_a_429_nothing_goes_to_that_chat_earlier_than_asked(attempts, asked, when):
    """Marks and deletions neither; the other chats do not notice."""
    slowed, free_one = Pace(TELEGRAM), Pace(TELEGRAM)
    now, until = 0.0, None
    for number, (pause, chat, free) in enumerate(attempts):
        now += pause
        if number == min(when, len(attempts) - 1):
            slowed.slow_down("1", now, asked)
            until = now + asked
        went = slowed.admit(chat, now, free=free)
        if chat == "1":
            assert not (went and until is not None and now < until)
        else:
            assert went == free_one.admit(chat, now, free=free)


def test_a_chat_takes_its_burst_at_once_and_then_one_a_second():
    pace = Pace(Limits(overall=1000))
    sent = sum(pace.admit("1", 5.0, free=False) for _ in range(50))
    assert sent == 20
    assert not pace.admit("1", 5.9, free=False)
    assert pace.admit("1", 6.01, free=False)
    assert sum(pace.admit("1", 6.01, free=True) for _ in range(9)) == 9


def test_a_burst_that_drew_a_429_is_halved_and_forgiven_later():
    pace = Pace(Limits(overall=1000))
    pace.admit("1", 1.0, free=False)
    pace.slow_down("1", 1.0, 30)
    later = 1.0 + 30 + 60
    assert sum(pace.admit("1", later, free=False) for _ in range(50)) == 10
    pace.slow_down("1", later, 1)
    assert sum(pace.admit("1", later + 60, free=False) for _ in range(50)) == 5
    forgiven = later + FORGIVEN + 61
    pace.admit("1", forgiven, free=False)
    assert sum(pace.admit("1", forgiven + 60, free=False) for _ in range(50)) == 20


def test_a_shorter_wish_does_not_shorten_a_longer_one():
    bucket = Bucket(1.0, 5.0)
    bucket.slow_down(10.0, 100)
    bucket.slow_down(20.0, 1)
    assert not bucket.ready(109.9)
    assert bucket.ready(111)


def test_the_account_as_a_whole_has_a_ceiling():
    pace = Pace(TWILIO)
    assert sum(pace.admit(f"+7{n}", 1.0, free=False) for n in range(500)) == 40
    assert sum(pace.admit(f"+7{n}", 2.0, free=False) for n in range(500)) == 40
    assert pace.dry(2.0) > 0
    assert pace.dry(2.1) == 0


def test_where_chats_have_no_limit_a_429_slows_the_account():
    pace = Pace(TWILIO)
    pace.slow_down("+71", 1.0, 10)
    assert not pace.admit("+72", 10.9, free=False)
    assert pace.admit("+72", 11.1, free=False)


def test_waiting_ends_when_the_first_chat_may_go():
    pace = Pace(Limits(overall=1000))
    assert pace.wait(0.5) is None
    for _ in range(20):
        pace.admit("1", 1.0, free=False)
    pace.slow_down("2", 1.0, 30)
    assert sorted(pace.busy(1.0)) == ["1", "2"]
    assert 0.9 < pace.wait(1.0) <= 1.0
    assert list(pace.busy(2.1)) == ["2"]


def test_memory_is_bounded_and_a_slowed_chat_is_not_forgotten_for_it():
    """P16 and P8 at once."""
    pace = Pace(Limits(overall=10**9))
    pace.slow_down("slowed", 1.0, 3600)
    for n in range(KEPT + 50):
        pace.admit(str(n), 2.0, free=False)
    assert len(pace._chats) <= KEPT
    assert not pace.admit("slowed", 100.0, free=False)


def test_an_account_is_dry_until_its_next_token_whatever_the_chat():
    pace = Pace(Limits(overall=10, chat=None))
    assert pace.dry(1.0) == 0
    while pace.admit("any", 1.0, free=True):
        pass
    assert 0 < pace.dry(1.0) <= 0.1
    assert pace.dry(1.0 + pace.dry(1.0) + 0.001) == 0
