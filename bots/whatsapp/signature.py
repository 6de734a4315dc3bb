import base64
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

_DEFAULT_PORT = {"https": 443, "http": 80}


class Signature:
    """Checks `X-Twilio-Signature` over one public address.

    HMAC-SHA1 over the public URL followed by every parameter, sorted; repeated keys count with
    all their values and blank ones are kept, or genuine signatures fail (RELIABILITY 7). The key
    and the URL are hashed once here, so that a check costs microseconds.
    """

    def __init__(self, auth_token: str, public_url: str, path: str) -> None:
        key = hmac.new(auth_token.encode(), digestmod="sha1")
        self._prepared = []
        for base in _with_and_without_port(public_url.rstrip("/")):
            prepared = key.copy()
            prepared.update((base + path).encode())
            self._prepared.append(prepared)

    def valid(
        self, presented: str | None, parameters: Iterable[tuple[str, str]], query: str = ""
    ) -> bool:
        """`query`: the raw query string, which Twilio signs as part of the URL.

        Never raises: a missing, empty or non-ASCII header is an invalid one (fault 54).
        """
        if not presented or not presented.isascii():
            return False
        # Equal values of one key count once, as in Twilio's own validator.
        signed = "".join([name + value for name, value in sorted(set(parameters))])
        message = (f"?{query}{signed}" if query else signed).encode("utf-8", "surrogatepass")
        return any(
            hmac.compare_digest(_digest(key, message), presented.encode()) for key in self._prepared
        )


def _digest(prepared: hmac.HMAC, message: bytes) -> bytes:
    mac = prepared.copy()
    mac.update(message)
    return base64.b64encode(mac.digest())


def _with_and_without_port(url: str) -> list[str]:
    """Twilio signs with and without the port, inconsistently; both are its own signatures."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.netloc.split(":")[0]
    port = parts.port or _DEFAULT_PORT.get(parts.scheme, 443)
    with_port = parts._replace(netloc=f"{host}:{port}").geturl()
    without = parts._replace(netloc=host).geturl()
    # The spelling of the setting comes first: it is the one that nearly always matches.
    return [with_port, without] if parts.port else [without, with_port]
