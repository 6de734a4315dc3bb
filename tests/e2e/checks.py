"""What every firm of the suite is asked when it closes: the calls it made, the lines it wrote."""

import json
from typing import Any

from sandbox.telegram import spec
from sandbox.telegram.errors import ApiError
from tests.e2e.cast import AUTH, CLIENT_TOKEN, RETAILER_TOKEN, STAFF_TOKEN
from tests.e2e.firm import Firm

Row = dict[str, Any]
SERVICE = frozenset(
    {
        "getMe",
        "getUpdates",
        "getFile",
        "setWebhook",
        "deleteWebhook",
        "getWebhookInfo",
        "setMyCommands",
        "deleteMyCommands",
    }
)
"""They carry nobody's words to anybody."""
WITH_ANOTHER = frozenset({"createForumTopic", "sendMediaGroup", "pinChatMessage"})
"""They belong to the call beside them: the topic to what is said in it, the album to its head."""
NEVER = frozenset({"forwardMessage", "forwardMessages", "copyMessage", "copyMessages"})


def carries(row: Row) -> bool:
    """A call that was performed and that a person sees something of."""
    if row["method"] == "answerCallbackQuery":
        return bool(row["params"].get("text")) and row["status"] == 200
    if row["method"] == "answerInlineQuery":
        return bool(_listed(row["params"].get("results"))) and row["status"] == 200
    return row["method"] not in SERVICE | WITH_ANOTHER and row["status"] == 200


def _listed(value: Any) -> list[Any]:
    return json.loads(value) if isinstance(value, str) else value or []


def breaches(rows: list[Row]) -> list[str]:
    """Each Telegram call judged once more by the official parameter list, names and types."""
    known = spec.load()
    found = []
    for row in rows:
        fields = known.methods.get(row["method"].lower())
        if fields is None or row["method"] in NEVER:
            found.append(f"{row['n']} {row['method']}: not ours to call")
            continue
        try:
            fields.check(row["params"], row["files"])
        except ApiError as error:
            found.append(f"{row['n']} {row['method']}: {error.description}")
    return found


def refusals(rows: list[Row], tolerated: set[str]) -> list[str]:
    """Calls that the emulator refused by itself, without a fault that a test has planted."""
    answers = [
        f"{row['method']}: {row['answer'].get('description')}"
        for row in rows
        if row["status"] != 200 and not row.get("fault")
    ]
    return [text for text in answers if not any(known in text for known in tolerated)]


class Tally:
    """Calls that carry content beside the audit rows that allowed them (I10)."""

    def __init__(self, firm: Firm) -> None:
        calls = firm.calls("telegram")
        rows = firm.json("wall", "log", "--limit", 1_000_000)
        left = [r for r in rows if r["stage"] in {"send", "show"} and r["verdict"] == "allow"]
        clients = [
            r for r in left if r["receiver_kind"] == "client" or r["code"] == "insider-neutral"
        ]
        self.to_people = len([c for c in calls if carries(c) and c["bot"] != "client"])
        self.people_rows = len(left) - len(clients)
        self.to_clients = len([c for c in calls if carries(c) and c["bot"] == "client"])
        sent = firm.calls("twilio", method="POST Messages")
        self.to_clients += len([c for c in sent if c["status"] == 201])
        self.client_rows = len(clients)

    def __sub__(self, earlier: "Tally") -> dict[str, int]:
        return {name: value - getattr(earlier, name) for name, value in vars(self).items()}


def leaks(firm: Firm) -> list[str]:
    """Log lines that hold a token, a number, a name or a text (P22)."""
    secrets = {STAFF_TOKEN, RETAILER_TOKEN, CLIENT_TOKEN, AUTH}
    secrets |= {token.partition(":")[2] for token in (STAFF_TOKEN, RETAILER_TOKEN, CLIENT_TOKEN)}
    planted = secrets | firm.planted
    planted |= {json.dumps(text)[1:-1] for text in planted}
    lines = firm.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line[:300] for line in lines if any(mark in line for mark in planted)]


def complaints(firm: Firm) -> list[str]:
    """Lines of the product's log that tell of a bug of its own."""
    lines = firm.log.read_text(encoding="utf-8", errors="replace").splitlines()
    bad = ('"level": "error"', "Traceback", "inbox.failed", "unexpected ")
    found = [line for line in lines if any(mark in line for mark in bad)]
    return [line[:500] for line in found if not any(t in line for t in firm.tolerated)]


def closing(firm: Firm) -> None:
    """Every call is valid and has its audit row; the log keeps quiet about people."""
    calls = firm.calls("telegram")
    findings = {
        "calls against the specification": breaches(calls),
        "calls that Telegram refused": refusals(calls, firm.tolerated),
        "log lines with secrets or personal data": leaks(firm),
        "log lines about bugs": complaints(firm),
    }
    tally = Tally(firm)
    if tally.to_people > tally.people_rows or tally.to_clients > tally.client_rows:
        findings["calls without an audit row"] = [str(vars(tally))]
    told = [f"{what}: {line}" for what, lines in findings.items() for line in lines]
    assert not told, "\n".join(told)
