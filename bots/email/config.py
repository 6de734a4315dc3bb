import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""What each scheme means: STARTTLS where it is offered, STARTTLS or nothing, TLS from the start."""


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """The firm's server for e-mail, and the address that everything comes from."""

    host: str
    port: int
    scheme: str
    sender: str
    name: str = ""
    """The firm's, shown beside the address."""
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @property
    def local(self) -> bool:
        return is_loopback(self.host)

    @property
    def verified(self) -> bool:
        """Whether the server must prove its name.

        Where TLS is only taken because it is offered and no password travels, an unproven
        server is still better than clear text.
        """
        return not self.local and (self.scheme != "smtp" or bool(self.username))


def smtp_config(url: str, sender: str, name: str = "") -> SmtpConfig:
    """Of SMTP_URL; user and password are percent-decoded. Raises ValueError, without the value."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SMTP_URL: no server of e-mail")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("SMTP_URL: nothing may follow the port")
    if parts.password is not None and not parts.username:
        raise ValueError("SMTP_URL: a password without a user")
    return SmtpConfig(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        scheme=parts.scheme,
        sender=sender,
        name=name,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def is_loopback(host: str) -> bool:
    """Of a name as configured; other spellings of loopback are not recognised."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
