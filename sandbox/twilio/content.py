import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.twilio.errors import TwilioError

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass
class Rendered:
    """`error` fails the message later, by receipt."""

    body: str
    error: int | None


class Templates:
    """The Content API's resources; variables are the numbered places of the body."""

    def __init__(self, account_sid: str, rows: list[dict[str, Any]]) -> None:
        self._account_sid = account_sid
        self.rows = {row["sid"]: row for row in rows}
        self._at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def get(self, sid: str) -> dict[str, Any]:
        if sid not in self.rows:
            raise TwilioError(20404, 404)
        return self.rows[sid]

    def render(self, sid: str, variables: str | None) -> Rendered:
        row = self.rows.get(sid)
        if row is None:
            raise TwilioError(21655)
        values = _variables(variables)
        places = set(PLACE.findall(row["body"]))
        body = PLACE.sub(lambda match: values.get(match[1], match[0]), row["body"])
        if not row.get("approved", True):
            return Rendered(body, 63027)
        return Rendered(body, 63028 if places != values.keys() else None)

    def as_json(self, row: dict[str, Any], base: str) -> dict[str, Any]:
        url = f"{base}/v1/Content/{row['sid']}"
        approval = f"{url}/ApprovalRequests"
        places = PLACE.findall(row["body"])
        return {
            "account_sid": self._account_sid,
            "date_created": self._at,
            "date_updated": self._at,
            "friendly_name": row["friendly_name"],
            "language": row.get("language", "ru"),
            "links": {
                "approval_create": f"{approval}/whatsapp",
                "approval_fetch": approval,
            },
            "sid": row["sid"],
            "types": {"twilio/text": {"body": row["body"]}},
            "url": url,
            "variables": row.get("variables", {place: f"sample {place}" for place in places}),
        }

    def approval(self, row: dict[str, Any]) -> dict[str, Any]:
        approved = row.get("approved", True)
        return {
            "allow_category_change": True,
            "category": row.get("category", "utility").upper(),
            "content_type": "twilio/text",
            "flows": None,
            "name": row["friendly_name"],
            "rejection_reason": row.get("rejection_reason", ""),
            "status": row.get("status", "approved" if approved else "pending"),
            "type": "whatsapp",
        }

    def with_approvals(self, row: dict[str, Any], base: str) -> dict[str, Any]:
        shown = self.as_json(row, base)
        del shown["url"], shown["links"]
        return {**shown, "approval_requests": self.approval(row)}

    def approval_fetch(self, row: dict[str, Any], base: str) -> dict[str, Any]:
        return {
            "account_sid": self._account_sid,
            "sid": row["sid"],
            "url": f"{base}/v1/Content/{row['sid']}/ApprovalRequests",
            "whatsapp": self.approval(row),
        }


def _variables(text: str | None) -> dict[str, str]:
    """A JSON object of strings; no empty values, no line breaks."""
    if not text:
        return {}
    try:
        values = json.loads(text)
    except ValueError:
        raise TwilioError(21656) from None
    if not isinstance(values, dict):
        raise TwilioError(21656)
    for value in values.values():
        if not isinstance(value, str) or not value.strip() or "\n" in value or "    " in value:
            raise TwilioError(21656)
    return values
