"""Phone numbers in E.164, the only form that is stored and compared."""

import phonenumbers

from core.errors import InvalidInput


def e164(typed: str, region: str) -> str:
    """As people type them, "8 (900) 000-00-01" too; raises InvalidInput.

    Only possible numbers pass; whether one is in use nobody here knows, so test numbers
    (+7 000 …) stay possible.
    """
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidInput("phone-invalid") from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidInput("phone-invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
