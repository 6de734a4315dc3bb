"""Half a section is an error that names the key, and no secret is ever said (P17, P22)."""

import pytest

from otdel.bootstrap import firm_of
from otdel.config import Settings, SettingsError, load

TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "planted-twilio-secret",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+70000000099",
}
PLANTED = {
    "TELEGRAM_TOKEN": "1:planted-staff-token",
    "TELEGRAM_RETAILER_TOKEN": "2:planted-retailer-token",
    "TELEGRAM_CLIENT_TOKEN": "3:planted-client-token",
    "TELEGRAM_PROXY": "http://user:planted-proxy@127.0.0.1:1",
    "TELEGRAM_WEBHOOK_SECRET": "planted-webhook-secret",
    "DATABASE_URL": "postgresql+asyncpg://otdel:planted-password@db/otdel",
    "SMTP_URL": "smtp+tls://otdel:planted-mail-password@mx.test:587",
    "MAIL_FROM": "otdel@firm.test",
    **TWILIO,
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    """No .env, and no setting of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def loaded(monkeypatch):
    def with_settings(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return load()

    return with_settings


def refused(loaded, **settings):
    with pytest.raises(SettingsError) as refusal:
        loaded(**settings)
    return str(refusal.value)


def test_nothing_set_is_a_firm_with_every_channel_off(loaded):
    found = loaded()
    accounts = (found.staff_account, found.client_account, found.retailer_account)
    assert accounts == (None, None, None)
    assert found.twilio_account is None
    assert found.url.startswith("sqlite+aiosqlite:///")
    assert found.address == ("127.0.0.1", 8080)


def test_an_empty_value_is_no_value(loaded):
    found = loaded(TELEGRAM_TOKEN=" ", TWILIO_AUTH_TOKEN="", TWILIO_ACCOUNT_SID=" ")
    assert found.telegram_token is None
    assert found.twilio_account is None


@pytest.mark.parametrize("missing", sorted(TWILIO))
def test_half_a_twilio_section_names_the_missing_key(loaded, missing):
    rest = {name: value for name, value in TWILIO.items() if name != missing}
    named = {"TWILIO_WHATSAPP_FROM": "TWILIO_WHATSAPP_FROM or TWILIO_SMS_FROM"}.get(
        missing, missing
    )
    assert refused(loaded, **rest) == f"{named}: missing, the Twilio section is half filled"


def test_an_sms_number_alone_names_what_is_missing(loaded):
    said = refused(loaded, TWILIO_SMS_FROM="+70000000098")
    wanted = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]
    assert [key in said for key in wanted] == [True, True]


def test_a_firm_may_have_sms_and_no_whatsapp(loaded):
    section = {key: value for key, value in TWILIO.items() if key != "TWILIO_WHATSAPP_FROM"}
    assert loaded(**section, TWILIO_SMS_FROM="+70000000098").twilio_account is not None


def test_an_address_that_nobody_can_reach_needs_a_public_one(loaded):
    said = refused(loaded, **TWILIO, LISTEN="0.0.0.0:8080")
    assert said == "PUBLIC_URL: missing, nobody reaches us at the address in LISTEN"


@pytest.mark.parametrize("missing", ["TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"])
def test_a_webhook_needs_its_secret_and_its_address(loaded, missing):
    """P17: no secret means everything passes, so the start fails."""
    section = {
        "TELEGRAM_TOKEN": "1:x", "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "s", "PUBLIC_URL": "https://firm.example",
    }  # fmt: skip
    del section[missing]
    assert refused(loaded, **section) == f"{missing}: missing, TELEGRAM_MODE is webhook"


@pytest.mark.parametrize("key", ["TELEGRAM_API_BASE", "TWILIO_API_BASE"])
@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://api.example", True), ("http://127.0.0.1:8090/x", True),
        ("http://localhost:1", True), ("http://[::1]:1", True), ("http://127.9.9.9", True),
        ("http://api.example", False), ("http://10.0.0.1", False), ("http://127.0.0.1.evil", False),
        ("http://localhost.evil", False), ("ftp://127.0.0.1", False), ("api.example", False),
        ("http://", False), ("http://2130706433", False),
    ],
)  # fmt: skip
def test_plain_http_never_leaves_this_machine(loaded, key, url, good):
    if good:
        assert getattr(loaded(**{key: url}), key.lower()) == url
    else:
        assert refused(loaded, **{key: url}).startswith(f"{key}: must be https")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("TELEGRAM_TOKEN", "planted"), ("TELEGRAM_MODE", "planted"), ("COMPANY_TZ", "Mars/planted"),
        ("LISTEN", "planted"), ("OUTBOX_IN_FLIGHT", "planted"), ("OUTBOX_IN_FLIGHT", "0"),
        ("TWILIO_WHATSAPP_FROM", "+7planted"), ("DATABASE_URL", "mysql://u:planted@h/d"),
    ],
)  # fmt: skip
def test_a_wrong_value_names_its_key_in_one_line_and_not_itself(loaded, key, value):
    said = refused(loaded, **{key: value})
    assert key in said
    assert "planted" not in said
    assert "\n" not in said


def test_two_bots_on_one_token_are_refused_without_naming_it(loaded):
    said = refused(loaded, TELEGRAM_TOKEN="1:planted", TELEGRAM_CLIENT_TOKEN="1:planted")
    assert "a token of its own" in said
    assert "planted" not in said


def test_no_secret_stands_in_any_printed_form(loaded):
    """Fault 65: passwords of the database and the proxy too."""
    found = loaded(**PLANTED)
    printed = [repr(found), str(found), f"{found}", repr(found.__repr_args__())]
    assert [text for text in printed if "planted" in text] == []


def test_no_secret_stands_in_an_error(loaded):
    said = refused(loaded, **PLANTED, COMPANY_TZ="nowhere", LISTEN="nowhere")
    assert "COMPANY_TZ" in said
    assert "planted" not in said


def test_an_env_file_is_read(loaded, tmp_path):
    (tmp_path / ".env").write_text("COMPANY_NAME=Ромашка\nTELEGRAM_TOKEN=7:x\nUNKNOWN=1\n")
    found = loaded()
    assert (found.company_name, found.staff_account) == ("Ромашка", "7")


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("manager:2", {"manager": 2}),
        (" manager : 1 , sales_head:* ,", {"manager": 1, "sales_head": None}),
        ("manager:0", {"manager": 0}),
        (",", {}),
    ],
)
def test_who_may_extend_a_reservation_how_often_is_a_setting(loaded, said, means):
    """A4."""
    settings = loaded(RESERVATION_EXTENSIONS=said, RESERVATION_DAYS="3")
    firm = firm_of(settings)
    assert (firm.reservation_days, firm.reservation_extensions) == (3, means)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESERVATION_EXTENSIONS", "manager"), ("RESERVATION_EXTENSIONS", "boss:1"),
        ("RESERVATION_EXTENSIONS", "manager:-1"), ("RESERVATION_EXTENSIONS", "manager:²"),
        ("RESERVATION_DAYS", "0"), ("RESERVATION_DAYS", "366"), ("RESERVATION_DAYS", "week"),
    ],
)  # fmt: skip
def test_a_wrong_setting_of_reservations_is_named(loaded, name, value):
    with pytest.raises(SettingsError, match=name):
        loaded(**{name: value})


def test_reservations_last_a_week_and_managers_extend_twice_by_default(loaded):
    firm = firm_of(loaded())
    assert (firm.reservation_days, firm.reservation_extensions) == (7, {"manager": 2})


MAIL = {"SMTP_URL": "smtp://127.0.0.1:25", "MAIL_FROM": "otdel@firm.test"}


@pytest.mark.parametrize("missing", sorted(MAIL))
def test_half_an_email_section_names_the_missing_key(loaded, missing):
    rest = {name: value for name, value in MAIL.items() if name != missing}
    assert refused(loaded, **rest) == f"{missing}: missing, the e-mail section is half filled"


def test_the_firm_has_the_address_that_its_letters_come_from(loaded):
    assert firm_of(loaded(**MAIL)).mail_account == "otdel@firm.test"
    assert firm_of(loaded(SMTP_URL="", MAIL_FROM=" ")).mail_account is None


@pytest.mark.parametrize(
    "url",
    ["mx.test", "http://mx.test", "smtp://", "smtp://:secret@mx.test", "smtp://mx.test:none",
     "smtp://mx.test/box", "smtp://user:sec/ret@mx.test", "smtp://mx.test?secret"],
)  # fmt: skip
def test_an_address_of_a_mail_server_that_is_none_is_refused_unsaid(loaded, url):
    said = refused(loaded, **MAIL | {"SMTP_URL": url})
    assert said.startswith("SMTP_URL: must begin with smtp:// or smtp+tls:// or smtps://")
    assert "sec" not in said


@pytest.mark.parametrize("sender", ["nobody", "Отдел <otdel@firm.test>", "a@b", "a@b.test\nBcc:c"])
def test_a_sender_is_one_plain_address(loaded, sender):
    assert refused(loaded, **MAIL | {"MAIL_FROM": sender}).startswith("MAIL_FROM: ")
