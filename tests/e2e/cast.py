"""The invented firm that the end-to-end tests play: names, phones and tokens that open nothing."""

from typing import Any, NamedTuple

STAFF_TOKEN = "1000001:e2e-staff-token-of-the-emulator-0000"
RETAILER_TOKEN = "1000002:e2e-agent-token-of-the-emulator-0000"
CLIENT_TOKEN = "1000003:e2e-client-token-of-the-emulator-000"
ACCOUNT = "AC" + "e" * 32
AUTH = "e2e-auth-token-of-the-emulator"
WHATSAPP = "whatsapp:+70000000099"
SMS = "+70000000098"
MAIL_FROM = "otdel@firm.test"
FOLLOW_UP, DRAFT = "HX" + "a" * 32, "HX" + "b" * 32


class Member(NamedTuple):
    role: str
    name: str
    telegram: int
    phone: str


DIRECTOR = Member("director", "Анна Директорова", 9001, "+70000000001")
SYSADMIN = Member("sysadmin", "Вера Админова", 9002, "+70000000002")
SECRETARY = Member("secretary", "Дина Секретарёва", 9003, "+70000000003")
BORIS = Member("manager", "Борис Менеджеров", 9011, "+70000000011")
ZOYA = Member("manager", "Зоя Продажина", 9012, "+70000000012")
ILYA = Member("manager", "Илья Сбытов", 9013, "+70000000013")
GLEB = Member("retailer", "Глеб Агентов", 9021, "+70000000021")
HEAD = Member("sales_head", "Юлия Главная", 9004, "+70000000004")
LOGISTICIAN = Member("logistician", "Лев Грузов", 9005, "+70000000005")
LAWYER = Member("lawyer", "Нина Правова", 9006, "+70000000006")
MANAGERS = (BORIS, ZOYA, ILYA)
EVERYBODY = (DIRECTOR, SYSADMIN, SECRETARY, *MANAGERS, GLEB)
OTHERS = (HEAD, LOGISTICIAN, LAWYER)
"""They have opened the bot, and have a place only where a test gives them one."""


def user(number: int, name: str, phone: str = "", **more: Any) -> dict[str, Any]:
    """A Telegram user as the emulator knows it."""
    first, _, last = name.partition(" ")
    shown = {"id": number, "first_name": first, "last_name": last, "language_code": "ru"}
    return shown | ({"phone": phone} if phone else {}) | more


def cast(listen: str, *, topics: bool) -> dict[str, Any]:
    """Everybody of the firm has opened the staff bot before; strangers have not."""
    tokens = {"staff": STAFF_TOKEN, "retailer": RETAILER_TOKEN, "client": CLIENT_TOKEN}
    return {
        "bots": [
            {"name": name, "token": token, "username": f"e2e_{name}_bot", "title": f"Бот {name}",
             "topics": topics and name == "staff"}
            for name, token in tokens.items()
        ],
        "users": [
            user(m.telegram, m.name, m.phone, started=["staff"]) for m in (*EVERYBODY, *OTHERS)
        ],
        "twilio": {
            "account_sid": ACCOUNT,
            "auth_token": AUTH,
            "whatsapp_from": WHATSAPP,
            "sms_from": SMS,
            "webhook": f"http://{listen}/webhooks/twilio",
            "options": {"receipt_delay": 0.02, "price_delay": 0.02},
        },
        "templates": [
            {"sid": FOLLOW_UP, "friendly_name": "follow_up", "language": "ru", "approved": True,
             "body": "Здравствуйте, {{1}}! Есть ответ.", "category": "utility"},
            {"sid": DRAFT, "friendly_name": "draft", "language": "ru", "approved": False,
             "body": "Черновик", "category": "marketing"},
        ],
        "phones": [],
        "tour": [],
    }  # fmt: skip


def settings(sandbox: str, listen: str) -> dict[str, str]:
    """The product's environment: every provider is the emulator."""
    return {
        "LISTEN": listen,
        "PUBLIC_URL": f"http://{listen}",
        "COMPANY_NAME": "Полимер-Тест",
        "TELEGRAM_TOKEN": STAFF_TOKEN,
        "TELEGRAM_RETAILER_TOKEN": RETAILER_TOKEN,
        "TELEGRAM_CLIENT_TOKEN": CLIENT_TOKEN,
        "TELEGRAM_API_BASE": f"{sandbox}/telegram",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH,
        "TWILIO_WHATSAPP_FROM": WHATSAPP,
        "TWILIO_SMS_FROM": SMS,
        "TWILIO_API_BASE": f"{sandbox}/twilio",
        "TWILIO_MEDIA_HOSTS": sandbox.removeprefix("http://"),
        "CBR_URL": f"{sandbox}/rates/XML_daily.asp",
    }
