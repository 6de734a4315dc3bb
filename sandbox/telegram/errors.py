from typing import Any


class ApiError(Exception):
    """A refusal in the words of the Bot API."""

    def __init__(
        self, description: str, status: int = 400, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        body = {"ok": False, "error_code": self.status, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(reason: str) -> ApiError:
    return ApiError(f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    return ApiError(f"Forbidden: {reason}", 403)


def conflict(reason: str) -> ApiError:
    return ApiError(f"Conflict: {reason}", 409)
