"""What may be wrong with the settings of e-mail, each told by its key and never by its value."""

from urllib.parse import urlsplit

from core.emails import reachable

SCHEMES = ("smtp", "smtp+tls", "smtps")


def mail_problems(url: str, sender: str) -> list[str]:
    """Of SMTP_URL and MAIL_FROM; both empty is e-mail switched off."""
    given = {"SMTP_URL": url, "MAIL_FROM": sender}
    if not any(given.values()):
        return []
    found = [
        f"{key}: missing, the e-mail section is half filled"
        for key, value in given.items()
        if not value
    ]
    if url and not _server(url):
        schemes = " or ".join(f"{scheme}://" for scheme in SCHEMES)
        found.append(
            f"SMTP_URL: must begin with {schemes} and be like smtp+tls://user:password@host:587, "
            "signs in user and password percent-encoded"
        )
    if sender and not reachable(sender):
        found.append("MAIL_FROM: must be an e-mail address alone, without a name")
    return found


def _server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    unnamed = parts.password is not None and not parts.username
    return known and not unnamed and not (parts.path.strip("/") or parts.query or parts.fragment)
