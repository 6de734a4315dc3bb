"""STOP, START and HELP as whole messages, in both languages (CHANNELS, consent)."""

from tests.e2e.firm import Firm
from tests.e2e.phones import lead

STOPPED = "Полимер-Тест: вы отписались, больше не пишем. Чтобы вернуться, пришлите СТАРТ."
BACK = "Полимер-Тест: вы снова на связи. Чтобы отписаться, пришлите СТОП."


def test_stop_is_confirmed_once_and_obeyed_until_start(firm: Firm):
    new = lead(firm)
    stop = new.writer.writes("СТОП")
    new.writer.gets(STOPPED)
    firm.post("twilio/replay", sid=stop["sid"])
    typed = new.answered("Этого он больше не получит")
    refused = new.phone.after(typed, "Клиент отписался (СТОП)")
    assert refused["reply_to_message"]["message_id"] == typed
    new.writer.writes(" старт ")
    new.writer.gets(BACK)
    new.answered("А это он получит снова")
    new.writer.gets("А это он получит снова")
    assert new.writer.texts() == [STOPPED, BACK, "А это он получит снова"]


def test_an_answer_on_its_way_when_stop_arrives_is_not_sent(firm: Firm):
    """Consent counts when the answer leaves (I7); its author is told (P7)."""
    new = lead(firm)
    # Whenever it is tried first, it is put off: nothing hangs on the five seconds of undo.
    firm.fault(
        provider="twilio", method="POST Messages", chat=new.writer.address, kind="retry_after",
        retry_after=8, count=1,
    )  # fmt: skip
    typed = new.answered("Ответ, который опоздал к отписке")
    new.phone.was_marked(typed, "✍")
    new.writer.writes("stop")
    new.writer.gets(STOPPED)
    new.phone.after(typed, "Клиент отписался (СТОП). Писать можно, когда он пришлёт СТАРТ.")
    new.phone.marked(typed, "😢")
    firm.quiet()
    assert new.writer.texts() == [STOPPED]


def test_help_is_answered_and_a_sentence_with_such_a_word_is_none(firm: Firm):
    new = lead(firm)
    new.writer.writes("Помощь!")
    new.writer.gets(
        "Полимер-Тест: напишите вопрос обычным сообщением, вам ответит менеджер. "
        "СТОП отписывает, СТАРТ возвращает."
    )
    new.writer.writes("Стоп, а почему так дорого?")
    new.phone.sees("Стоп, а почему так дорого?")
    new.answered("Потому что сырьё подорожало")
    new.writer.gets("Потому что сырьё подорожало")
    assert len(new.writer.got()) == 2
