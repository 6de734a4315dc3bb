"""Forms for what is said about a client and what was sent to him: comments, samples (A3, A11)."""

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.answers import own_clients, products, quantity
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Entry, Search, Step, Talk, Typed
from bots.telegram.staff.forms.told import CLIENT, client_in, told_client, version_in
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.comments import until
from bots.telegram.staff.screens.figures import day
from core.ids import CommentId, ProductId, SampleId

SHOWN = 200


async def text(talk: Talk, typed: str) -> Entry:
    """As it was typed; how long it may be is the core's to say."""
    del talk
    return Entry(typed, typed)


async def _write(talk: Talk) -> Screen:
    """Tells until when it may be edited: "можно править до 22.11 14:05" (A3)."""
    made = await talk.office.trade.comments.write(
        talk.person, client_in(talk), str(talk.values["text"]), cause=talk.cause
    )
    return await _commented(talk, until(talk.words, made["editable_until"], talk.office.zone))


async def _edit(talk: Talk) -> Screen:
    await talk.office.trade.comments.edit(
        talk.person,
        CommentId(int(talk.values["comment"])),
        version_in(talk),
        str(talk.values["text"]),
        cause=talk.cause,
    )
    return await _commented(talk, talk.words("tg-comment-changed"))


async def _commented(talk: Talk, said: str) -> Screen:
    public = await name_of(talk.turn, "client", client_in(talk))
    lines = Lines().line(talk.shown["client"], "bold").line(talk.words("tg-comment-kept"))
    open_ = (talk.words("tg-client-comments"), f"ccm:{public}:0")
    back = (talk.words("tg-open-client"), f"c:{public}")
    return lines.add(said).screen("form", [[open_, back], home_row(talk.words)])


async def _send(talk: Talk) -> Screen:
    values = talk.values
    made = await talk.office.trade.samples.send(
        talk.person,
        client_in(talk),
        ProductId(int(values["product"])),
        int(values["quantity"]),
        cause=talk.cause,
    )
    call = made.get("call_at")
    said = talk.words("tg-sample-kept")
    if call:
        said += "\n" + talk.words("tg-sample-call", day=day(call, talk.office.zone))
    return await told_client(talk, said)


async def _conclude(talk: Talk) -> Screen:
    await talk.office.trade.samples.conclude(
        talk.person,
        SampleId(int(talk.values["sample"])),
        version_in(talk),
        str(talk.values["outcome"]),
        cause=talk.cause,
    )
    lines = Lines().add(talk.words("tg-sample-concluded"))
    return lines.screen("form", [home_row(talk.words)])


WRITE = Form(
    name="comment-write",
    title="tg-form-comment",
    rights=("comment:write:own", "comment:write:any"),
    steps=(CLIENT, Typed(name="text", label="", ask="tg-ask-comment", parse=text)),
    finish=_write,
)
CHANGE = Form(
    name="comment-edit",
    title="tg-form-comment-edit",
    rights=("comment:write:own", "comment:write:any", "comment:edit:any"),
    steps=(
        CLIENT,
        Step(name="comment", label="tg-field-now", ask="tg-ask-comment"),
        Typed(name="text", label="", ask="tg-ask-comment-new", parse=text),
    ),
    finish=_edit,
)
SEND = Form(
    name="sample-send",
    title="tg-form-sample",
    rights=("sample:write:own", "sample:write:any"),
    steps=(
        CLIENT,
        Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products),
        Typed(name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", parse=quantity),
    ),
    finish=_send,
)
NEW = Form(
    name="sample-new",
    title="tg-form-sample",
    rights=("sample:write:own", "sample:write:any"),
    steps=(
        Search(name="client", label="tg-field-client", ask="tg-ask-client", find=own_clients),
        *SEND.steps[1:],
    ),
    finish=_send,
)
CONCLUDE = Form(
    name="sample-outcome",
    title="tg-form-sample-outcome",
    rights=("sample:write:own", "sample:write:any"),
    steps=(Typed(name="outcome", label="", ask="tg-ask-outcome", parse=text),),
    finish=_conclude,
)
FORMS = (WRITE, CHANGE, SEND, NEW, CONCLUDE)
