"""The metrics that must exist, by the names of INTERFACE."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from otdel.metrics import Metrics
from storage.repositories.books import Figures

NAMES = {
    "otdel_inbound_total": {"channel", "result"},
    "otdel_outbound_total": {"channel", "state"},
    "otdel_outbox_pending": {"channel"},
    "otdel_outbox_oldest_seconds": set(),
    "otdel_handle_seconds_bucket": {"le"},
    "otdel_handle_seconds_count": set(),
    "otdel_policy_denied_total": {"rule"},
    "otdel_job_fires_total": {"job"},
    "otdel_reservations_active": set(),
    "otdel_reservations_lapsed_total": set(),
    "otdel_approvals_waiting": set(),
    "otdel_absent_sales_total": set(),
}


@pytest.fixture
def metrics():
    made = Metrics()
    made.inbound("whatsapp", "accepted")
    made.count("otdel_outbound_total", channel="telegram", state="sent")
    made.count("otdel_job_fires_total", job="catch_up")
    made.observe("otdel_handle_seconds", 0.02)
    made.outbox({"telegram": 7}, 12.5)
    made.denied({"lane-closed": 3, "stock:edit": 2})
    made.trading(Figures(5, 40, 2, 1))
    return made


def samples(metrics):
    page = metrics.page().decode()
    families = text_string_to_metric_families(page)
    return {(s.name, *s.labels.values()): s for family in families for s in family.samples}


def test_every_promised_metric_stands_on_the_page_with_its_labels(metrics):
    found = samples(metrics)
    labels = {key[0]: set(sample.labels) for key, sample in found.items()}
    assert {name: labels.get(name) for name in NAMES} == NAMES


def test_figures_are_what_was_counted(metrics):
    found = samples(metrics)
    assert found["otdel_inbound_total", "whatsapp", "accepted"].value == 1
    assert found["otdel_outbox_pending", "telegram"].value == 7
    assert found["otdel_outbox_oldest_seconds",].value == 12.5
    assert found["otdel_policy_denied_total", "lane-closed"].value == 3
    assert found["otdel_handle_seconds_count",].value == 1


def test_the_trading_core_tells_what_stands_and_what_has_been(metrics):
    """Refusals of the core stand beside those of the gate, by the permission that was missing."""
    found = samples(metrics)
    assert found["otdel_reservations_active",].value == 5
    assert found["otdel_reservations_lapsed_total",].value == 40
    assert found["otdel_approvals_waiting",].value == 2
    assert found["otdel_absent_sales_total",].value == 1
    assert found["otdel_policy_denied_total", "stock:edit"].value == 2
    metrics.trading(Figures(0, 41, 0, 1))
    found = samples(metrics)
    assert found["otdel_reservations_active",].value == 0
    assert found["otdel_reservations_lapsed_total",].value == 41


def test_figures_that_nobody_has_read_are_not_told_as_zero():
    assert ("otdel_reservations_active",) not in samples(Metrics())


def test_a_channel_without_rows_falls_to_zero_and_denials_are_not_added_up(metrics):
    metrics.outbox({"whatsapp": 1}, 0)
    metrics.denied({"lane-closed": 4})
    found = samples(metrics)
    assert found["otdel_outbox_pending", "telegram"].value == 0
    assert found["otdel_policy_denied_total", "lane-closed"].value == 4


def test_two_processes_in_one_test_do_not_share_figures(metrics):
    assert ("otdel_inbound_total", "whatsapp", "accepted") not in samples(Metrics())
