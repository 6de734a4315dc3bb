"""What a server of e-mail answers, and broken connections, as our three kinds of failure.

Its own words stay out: they repeat the address (P22).
"""

from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException

from core.errors import ChannelError, Permanent, Temporary, Unknown

REFUSED_RETRY = 60
"""Seconds until what concerns the whole account is tried again: no wrong password kills a mail."""
BROKEN = (SMTPException, OSError, TimeoutError)
"""Everything that a conversation with a server may end in; TLS that fails is an OSError."""

_AUTH = {530, 534, 535, 538}
_CLOSING = 421
_TEMPORARY, _PERMANENT, _PAST = 400, 500, 600


def unconnected(error: BaseException) -> Temporary:
    """Before any letter: it concerns the account, and nothing has gone."""
    if isinstance(error, SMTPAuthenticationError):
        return Temporary("auth", REFUSED_RETRY, whole_account=True)
    if isinstance(error, SMTPResponseException):
        return Temporary(_named(error.code), whole_account=True)
    return Temporary("unreachable", whole_account=True)


def sender_refused(error: BaseException) -> Temporary:
    """Our own address is not taken: nobody's letter would go."""
    if isinstance(error, SMTPResponseException):
        retry = REFUSED_RETRY if error.code >= _PERMANENT else None
        return Temporary(_named(error.code), retry, whole_account=True)
    return Temporary("connection-lost", whole_account=True)


def recipient_refused(error: BaseException) -> ChannelError:
    """About this one address; a server that hangs up says nothing of it."""
    if isinstance(error, SMTPResponseException):
        return _answered(error.code)
    return Temporary("connection-lost", whole_account=True)


def data_refused(error: BaseException) -> ChannelError:
    """The letter may have been taken when the connection breaks before the answer (fault 10)."""
    if isinstance(error, SMTPResponseException) and _TEMPORARY <= error.code < _PAST:
        return _answered(error.code)
    return Unknown("connection-lost")


def _answered(code: int) -> ChannelError:
    if code == _CLOSING:
        return Temporary(_named(code), whole_account=True)
    if code in _AUTH:
        return Temporary("auth", REFUSED_RETRY, whole_account=True)
    if _PERMANENT <= code < _PAST:
        return Permanent(_named(code))
    return Temporary(_named(code))


def _named(code: int) -> str:
    """As the texts know it: provider-smtp-550."""
    return f"smtp-{code}"
