"""What the rules stop at the door is told to its author in words (P7, C7)."""


async def test_whoever_lost_the_client_reads_why_the_answer_did_not_leave(office):
    """No button to send it again: the rules would stop it again (fault 62)."""
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked)
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    office.later(6)
    assert await office.taken() == []
    (told,) = await office.rows(code="failed")
    reason = office.core.texts.render("provider-not-own", manager.locale)
    assert reason in told.payload["text"]
    assert "buttons" not in told.payload
