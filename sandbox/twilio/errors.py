from typing import Any

WORDS = {
    20003: "Authentication Error - invalid username",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number {} is not a valid phone number.",
    21212: "The 'From' number {} is not a valid phone number, shortcode, or alphanumeric "
    "sender ID.",
    21266: "To and From number cannot be the same",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({}) is not a valid message-capable Twilio phone "
    "number for this destination.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21655: "The ContentSid is invalid",
    21656: "The Content Variables Parameter is invalid",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    12300: "Invalid Content-Type",
    21609: "Invalid 'StatusCallback' URL {}",
    63003: "Channel could not find To address",
    63007: "Twilio could not find a Channel with the specified From address",
    63016: "Failed to send freeform message because you are outside the allowed window. If you are "
    "using WhatsApp, please use a Message Template.",
    63019: "Media failed to download",
    63024: "Invalid message recipient",
    63027: "Template does not exist for a language and locale",
    63028: "Number of parameters provided does not match the expected number of params",
}


class TwilioError(Exception):
    """A refusal in Twilio's error body; asynchronous failures use the code alone."""

    def __init__(self, code: int, status: int = 400, about: str = "", words: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.words = words or describe(code).format(about)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def describe(code: int) -> str:
    return WORDS.get(code, f"Error {code}")
