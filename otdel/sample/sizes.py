from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. `movements` and `messages` are reached, not passed by much.

    `active`: clients who write and buy, a hundred or so for each manager; the others are an old
    register that the last manager keeps. `promised`: reservations without a deal that are active
    at the end. `pace`: how long an order stays open, of a week or so: what is open at a time
    follows the size of a firm, not the length of its history. `pipeline`: whether messages leave
    their rows in inbox and outbox.
    """

    clients: int
    active: int
    products: int
    warehouses: int
    managers: int
    movements: int
    messages: int
    promised: int
    pace: float = 1.0
    pipeline: bool = True


SIZES = {
    "demo": Size(40, 40, 25, 5, 2, 700, 900, 9, pipeline=False),
    "S": Size(1_000, 1_000, 100, 5, 10, 10_000, 10_000, 100),
    "M": Size(10_000, 3_000, 150, 5, 30, 100_000, 100_000, 150, pace=0.15),
    "L": Size(100_000, 10_000, 300, 8, 100, 1_000_000, 1_000_000, 300, pace=0.03),
}
