import json
from collections import deque
from pathlib import Path
from typing import Any, TextIO

ROWS_KEPT = 100_000
ANSWER_KEPT = 20_000


class CallLog:
    """Every call a client made, in order; a file a provider, so that each can be checked alone.

    Telegram's rows go to the named file, Twilio's beside it with `.twilio` before the suffix.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._rows: deque[tuple[int, str, str]] = deque(maxlen=ROWS_KEPT)
        self._count = 0
        self._files: dict[str, TextIO] = {}
        if path is not None:
            twilio = path.with_name(f"{path.stem}.twilio{path.suffix}")
            self._files = {
                "telegram": path.open("a", encoding="utf-8", buffering=1),
                "twilio": twilio.open("a", encoding="utf-8", buffering=1),
            }

    def add(self, provider: str, row: dict[str, Any]) -> int:
        self._count += 1
        answer = row.get("answer")
        if isinstance(answer, str) and len(answer) > ANSWER_KEPT:
            row["answer"] = answer[:ANSWER_KEPT]
        line = json.dumps({"n": self._count, **row}, ensure_ascii=True, default=str)
        self._rows.append((self._count, provider, line))
        if provider in self._files:
            self._files[provider].write(line + "\n")
        return self._count

    def since(self, provider: str | None, n: int, limit: int | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for count, owner, line in self._rows:
            if count > n and provider in (None, owner):
                found.append({"provider": owner, **json.loads(line)})
                if limit is not None and len(found) >= limit:
                    break
        return found

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}
