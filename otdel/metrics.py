"""Prometheus metrics by the names of INTERFACE; labels never carry personal data."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from storage.repositories.books import Figures

_COUNTERS = {
    "otdel_inbound_total": ("Messages and updates taken in.", ("channel", "result")),
    "otdel_outbound_total": ("Sends by outcome.", ("channel", "state")),
    "otdel_job_fires_total": ("Ticks of a job.", ("job",)),
}


_STANDING = {
    "otdel_reservations_active": "Reservations that hold goods now.",
    "otdel_approvals_waiting": "Requests that nobody has decided yet.",
}
_SINCE_THE_FIRST_DAY = {
    "otdel_reservations_lapsed_total": "Reservations that were not used in time.",
    "otdel_absent_sales_total": "Sales of goods that lay on no warehouse.",
}


class _Trading(Collector):
    """Figures of the trading core; what was never read is not on the page."""

    def __init__(self, figures: dict[str, int]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        for name, value in self._figures.items():
            if name in _STANDING:
                yield GaugeMetricFamily(name, _STANDING[name], value=value)
            else:
                short = name.removesuffix("_total")
                yield CounterMetricFamily(short, _SINCE_THE_FIRST_DAY[name], value=value)


class _Denials(Collector):
    def __init__(self, by_rule: dict[str, int]) -> None:
        self._by_rule = by_rule

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "otdel_policy_denied", "Refusals of the gate and of the core.", labels=["rule"]
        )
        for rule, times in self._by_rule.items():
            family.add_metric([rule], times)
        yield family


class Metrics:
    """Implements the core's `Meter`; one registry a process, so that tests do not collide."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters = {
            name: Counter(name.removesuffix("_total"), text, labels, registry=self._registry)
            for name, (text, labels) in _COUNTERS.items()
        }
        self._seconds = {
            "otdel_handle_seconds": Histogram(
                "otdel_handle_seconds",
                "From taking an item up to its commit.",
                buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
                registry=self._registry,
            )
        }
        self._pending = Gauge(
            "otdel_outbox_pending", "Rows on their way out.", ("channel",), registry=self._registry
        )
        self._oldest = Gauge(
            "otdel_outbox_oldest_seconds", "Age of the oldest of them.", registry=self._registry
        )
        self._channels: set[str] = set()
        self._denied: dict[str, int] = {}
        self._trading: dict[str, int] = {}
        self._registry.register(_Denials(self._denied))
        self._registry.register(_Trading(self._trading))

    def count(self, name: str, **labels: str) -> None:
        self._counters[name].labels(**labels).inc()

    def observe(self, name: str, seconds: float) -> None:
        self._seconds[name].observe(seconds)

    def inbound(self, channel: str, result: str) -> None:
        self.count("otdel_inbound_total", channel=channel, result=result)

    def outbox(self, pending: dict[str, int], oldest_seconds: float) -> None:
        for channel in self._channels - pending.keys():
            self._pending.labels(channel).set(0)
        for channel, rows in pending.items():
            self._pending.labels(channel).set(rows)
        self._channels |= pending.keys()
        self._oldest.set(oldest_seconds)

    def denied(self, by_rule: dict[str, int]) -> None:
        """Counted in the audit, so that a restart forgets none (P23)."""
        self._denied.clear()
        self._denied.update(by_rule)

    def trading(self, figures: Figures) -> None:
        """Counted in the database: a restart forgets none, and a second process tells the same."""
        self._trading.update(
            otdel_reservations_active=figures.reservations_active,
            otdel_approvals_waiting=figures.approvals_waiting,
            otdel_reservations_lapsed_total=figures.reservations_lapsed,
            otdel_absent_sales_total=figures.absent_sales,
        )

    def page(self) -> bytes:
        return generate_latest(self._registry)
