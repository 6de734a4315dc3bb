"""The whole product for a measurement: the firm of the end-to-end tests, its webhook's address
fixed so that posts can be signed in advance.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench import posts
from tests.e2e.firm import Firm


class BenchFirm(Firm):
    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, PUBLIC_URL=posts.PUBLIC_URL, **environment)

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    def memory(self, what: str = "VmRSS") -> float:
        """MB of the product; VmHWM is the most that it ever had."""
        assert self._product is not None
        status = Path(f"/proc/{self._product.pid}/status").read_text(encoding="ascii")
        return int(status.partition(f"{what}:")[2].split()[0]) / 1024


@contextmanager
def working_firm(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[BenchFirm]:
    firm = BenchFirm(folder, **(environment or {}))
    try:
        firm.open()
        yield firm
    finally:
        firm.close()
