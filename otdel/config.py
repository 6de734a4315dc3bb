"""One typed settings tree, one section a channel. Half a section is an error that names the key."""

import ipaddress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import InvalidInput
from core.policy.modules import chosen
from core.staff.model import Role
from locales import languages
from otdel.hours_settings import hours_problems
from otdel.mail_settings import mail_problems

DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")
_MODULE_ERRORS = {
    "module-unknown": "no module {name}; there are {names}",
    "module-needs": "{name} needs {names}",
}


class SettingsError(Exception):
    """What is wrong with the settings, by key, without any value."""


class Settings(BaseSettings):
    """INTERFACE, Settings. A channel whose section is empty is off."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        # An empty line in .env means "as by default", not "nothing".
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("data")
    database_url: str = Field(default="", repr=False)
    """Holds a password."""
    listen: str = "127.0.0.1:8080"
    public_url: str = ""
    company_name: str = "Отдел"
    company_tz: str = "Europe/Moscow"
    company_locale: str = "ru"
    phone_region: str = "RU"
    modules: str = ""
    reservation_days: int = Field(default=7, ge=1, le=365)
    reservation_extensions: str = "manager:2"
    sample_call_days: int = Field(default=3, ge=0, le=365)
    outbox_in_flight: int = Field(default=8, ge=1, le=64)

    telegram_token: SecretStr | None = None
    telegram_retailer_token: SecretStr | None = None
    telegram_client_token: SecretStr | None = None
    telegram_api_base: str = "https://api.telegram.org"
    telegram_proxy: SecretStr | None = None
    telegram_mode: str = "polling"
    telegram_webhook_secret: SecretStr | None = None

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr | None = None
    twilio_whatsapp_from: str = ""
    twilio_sms_from: str = ""
    twilio_api_base: str = ""
    twilio_media_hosts: str = ""

    smtp_url: SecretStr | None = None
    """smtp://, smtp+tls:// (STARTTLS) or smtps://, with user and password where needed."""
    mail_from: str = ""

    cbr_url: str = "https://www.cbr.ru/scripts/XML_daily.asp"
    """The central bank's daily rates; "off" asks nobody (rates are then entered by hand)."""

    work_hours: str = "09:00-18:00"
    remind_at: str = "10:00"
    quiet_hours: str = "21:00-08:00"
    unanswered_minutes: int = Field(default=15, ge=1, le=600)
    escalation_minutes: int = Field(default=30, ge=1, le=1200)

    @field_validator("*", mode="before")
    @classmethod
    def _empty_secret_is_none(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator(
        "telegram_token",
        "telegram_retailer_token",
        "telegram_client_token",
        "telegram_proxy",
        "telegram_webhook_secret",
        "twilio_auth_token",
        "smtp_url",
    )
    @classmethod
    def _none_when_empty(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value is not None and value.get_secret_value() else None

    @model_validator(mode="after")
    def _whole_sections(self) -> Self:
        problems = [
            *self._company(),
            *hours_problems(self.work_hours, self.quiet_hours, self.remind_at),
            *self._telegram(),
            *self._twilio(),
            *mail_problems(_said(self.smtp_url), self.mail_from),
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _company(self) -> list[str]:
        found = []
        try:
            ZoneInfo(self.company_tz)
        except (ZoneInfoNotFoundError, ValueError):
            found.append("COMPANY_TZ: no such time zone")
        if self.company_locale not in languages():
            found.append(f"COMPANY_LOCALE: one of {', '.join(languages())}")
        host, _, port = self.listen.rpartition(":")
        if not host or not port.isdigit():
            found.append("LISTEN: must be host:port")
        try:
            chosen(self.modules_on)
        except InvalidInput as error:
            found.append(f"MODULES: {_MODULE_ERRORS[error.code].format(**error.fields)}")
        try:
            allowed_extensions(self.reservation_extensions)
        except ValueError:
            found.append("RESERVATION_EXTENSIONS: must be like manager:2,sales_head:*")
        if self.escalation_minutes < self.unanswered_minutes:
            found.append("ESCALATION_MINUTES: not before UNANSWERED_MINUTES")
        if self.database_url and not self.database_url.startswith(DATABASES):
            found.append(f"DATABASE_URL: must begin with {' or '.join(DATABASES)}")
        return found

    def _telegram(self) -> list[str]:
        found = []
        tokens = {
            "TELEGRAM_TOKEN": self.telegram_token,
            "TELEGRAM_RETAILER_TOKEN": self.telegram_retailer_token,
            "TELEGRAM_CLIENT_TOKEN": self.telegram_client_token,
        }
        given = [token.get_secret_value() for token in tokens.values() if token is not None]
        for name, token in tokens.items():
            if token is not None and not _bot_id(token).isdigit():
                found.append(f"{name}: must look like 123456:ABC…")
        if len({token.partition(":")[0] for token in given}) < len(given):
            found.append("TELEGRAM_*_TOKEN: each bot needs a token of its own")
        if self.telegram_mode not in {"polling", "webhook"}:
            found.append("TELEGRAM_MODE: polling or webhook")
        if given and self.telegram_mode == "webhook":
            if self.telegram_webhook_secret is None:
                found.append("TELEGRAM_WEBHOOK_SECRET: missing, TELEGRAM_MODE is webhook")
            if not self.public_url:
                found.append("PUBLIC_URL: missing, TELEGRAM_MODE is webhook")
        if not _safe(self.telegram_api_base):
            found.append("TELEGRAM_API_BASE: must be https (plain http only on loopback)")
        return found

    def _twilio(self) -> list[str]:
        keys = {
            "TWILIO_ACCOUNT_SID": bool(self.twilio_account_sid),
            "TWILIO_AUTH_TOKEN": self.twilio_auth_token is not None,
            "TWILIO_WHATSAPP_FROM or TWILIO_SMS_FROM": bool(
                self.twilio_whatsapp_from or self.twilio_sms_from
            ),
        }
        found = []
        if any(keys.values()):
            found = [
                f"{key}: missing, the Twilio section is half filled"
                for key, on in keys.items()
                if not on
            ]
        everywhere = self.listen.rpartition(":")[0].strip("[]") in {"0.0.0.0", "::"}  # noqa: S104
        if any(keys.values()) and everywhere and not self.public_url:
            found.append("PUBLIC_URL: missing, nobody reaches us at the address in LISTEN")
        if self.twilio_whatsapp_from and not self.twilio_whatsapp_from.startswith("whatsapp:"):
            found.append("TWILIO_WHATSAPP_FROM: must start with whatsapp:")
        if self.twilio_api_base and not _safe(self.twilio_api_base):
            found.append("TWILIO_API_BASE: must be https (plain http only on loopback)")
        return found

    @property
    def url(self) -> str:
        """DATABASE_URL, by default a file in DATA_DIR."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve()}/otdel.db"

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def base(self) -> str:
        """The address under which providers reach us; the signature is computed over it."""
        return self.public_url.rstrip("/") or f"http://{self.listen}"

    @property
    def staff_account(self) -> str | None:
        return _bot_id(self.telegram_token) if self.telegram_token else None

    @property
    def client_account(self) -> str | None:
        return _bot_id(self.telegram_client_token) if self.telegram_client_token else None

    @property
    def retailer_account(self) -> str | None:
        return _bot_id(self.telegram_retailer_token) if self.telegram_retailer_token else None

    @property
    def twilio_account(self) -> str | None:
        return self.twilio_account_sid or None

    @property
    def mail_account(self) -> str | None:
        return self.mail_from or None

    @property
    def rates_url(self) -> str | None:
        return None if self.cbr_url.lower() == "off" else self.cbr_url

    @property
    def modules_on(self) -> tuple[str, ...]:
        """Names of the modules that are on; none is all (E13)."""
        return tuple(filter(None, (name.strip() for name in self.modules.split(","))))

    @property
    def media_hosts(self) -> tuple[str, ...]:
        return tuple(filter(None, (h.strip() for h in self.twilio_media_hosts.split(","))))


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""


def _bot_id(token: SecretStr) -> str:
    return token.get_secret_value().partition(":")[0]


def allowed_extensions(text: str) -> dict[str, int | None]:
    """Role → how often; `*` is any number. Raises ValueError."""
    found: dict[str, int | None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, _, times = (word.strip() for word in part.partition(":"))
        found[Role(role).value] = None if times == "*" else _count(times)
    return found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _safe(url: str) -> bool:
    """A credential travels by https; plain http never leaves this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    if parts.scheme != "http" or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def load() -> Settings:
    """From the environment and .env; raises SettingsError in one line, naming each key."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            key = "_".join(str(part) for part in problem["loc"]).upper()
            text = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{key}: {text}" if key else text)
        raise SettingsError("; ".join(lines)) from None
