"""Numbers with right checksums that belong to nobody: region 00 of a tax office does not exist."""

_TEN = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_ELEVEN = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_TWELVE = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
PHONES = 2_000_000
"""Of the +7 000 range, above those that the demo and the benchmarks give to others."""


def inn(number: int) -> str:
    """Of a company: ten digits."""
    digits = f"009{number:06d}"
    return digits + _check(digits, _TEN)


def inn_of_entrepreneur(number: int) -> str:
    digits = f"009{number:07d}"
    digits += _check(digits, _ELEVEN)
    return digits + _check(digits, _TWELVE)


def ogrn(number: int) -> str:
    digits = f"12600{number:07d}"
    return digits + str(int(digits) % 11 % 10)


def kpp(number: int) -> str:
    return f"0001{number % 100:02d}001"


def phone(number: int) -> str:
    return f"+7000{PHONES + number:07d}"


def _check(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)
