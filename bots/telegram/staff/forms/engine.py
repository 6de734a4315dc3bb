"""Forms: several questions, one live message, one call of the core at the end.

How to write one (see reservations.py):

    RESERVE = Form(
        name="reserve",                    # ≤ 32 letters, kept in the database
        title="tg-form-reserve",           # text key of the head line
        rights=("reservation:place",),     # one of them is needed at every step
        steps=(
            Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products),
            Typed(name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", parse=grams),
            Confirm(say=lapse_lines),
        ),
        finish=place,                      # async (Talk) -> Screen: calls the core, tells the end
    )

Steps (steps.py): `Typed` (parse raises DomainError: told, the form stays), `Choose` (pages of 8,
typing narrows), `Search`, `Upload` (one file), `Confirm`; `when=` leaves a step out, `optional=`
lets it be passed over. A step answers with `Entry(value, shown)`, a button is `Choice(label,
value)`; values are fit for JSON. `Talk` has `.values`, `.shown`, `.words`, `.office`, `.person`,
`.cause`. In `finish` hand `talk.cause` to the core: the same press handled again has its effect
once. A refusal (DomainError) in `finish` is told and the form stays at its last step.

Put the form into book.py. Open it anywhere with what is known already:

    await turn.office.forms.start(turn, "reserve", {"product": Entry(17, "ПЭ 158")})

`query=` is what was typed already to narrow the choices of its first question. A form that is
`passing` takes plain words for a while only, and none at all in a client's topic: there they are
the client's, and what is meant for the form replies to it; one that takes `replies` hears nothing
else. A record that has changed since the card gave its "version" ends the form: nothing typed into
it could make it true again.

Nothing else is needed: typed words, files and presses ("f:<token>:<turn>:<what>") find the form by
person and topic; a button carries a number in the list that was shown, never an id.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bots.telegram.convert import as_int, content_of, reply_of
from bots.telegram.screen import Screen, plain
from bots.telegram.show import Place
from bots.telegram.staff.actions.arguments import told_stale
from bots.telegram.staff.forms.beyond import beyond
from bots.telegram.staff.forms.heard import album_goes_on, anew, one_file, passed_by, said
from bots.telegram.staff.forms.past import mark_of, past
from bots.telegram.staff.forms.picture import answer_of, picture
from bots.telegram.staff.forms.state import PAGE, Filling, filling, token_of
from bots.telegram.staff.forms.steps import Entry, Step, Talk
from bots.telegram.staff.forms.told import back_to, told_where
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.office import Turn
from bots.telegram.staff.refused import refused
from core.errors import DomainError, NotAllowed, Stale
from core.forms import Draft, Forms
from core.policy.permissions import may, through

Finish = Callable[[Talk], Awaitable[Screen]]


@dataclass(frozen=True, kw_only=True)
class Form:
    name: str
    title: str
    rights: tuple[str, ...]
    steps: tuple[Step, ...]
    finish: Finish
    passing: bool = False
    replies: bool = False
    aside: str = "tg-form-aside"
    """Said where another command has closed it."""


class FormDesk:
    """Implements `office.Forms`."""

    def __init__(self, drafts: Forms, book: Mapping[str, Form]) -> None:
        self._drafts = drafts
        self._book = book

    def title(self, name: str) -> str:
        form = self._book.get(name)
        return "" if form is None else form.title

    async def start(
        self, turn: Turn, name: str, given: Mapping[str, Entry] | None = None, query: str = ""
    ) -> None:
        """In the place of the screen it was pressed on; a form that was open here is closed.

        Raises NotAllowed for whoever never had the right: there is no form yet to be closed.
        """
        form = self._book[name]
        if not _permitted(turn, form):
            raise NotAllowed(permission=form.rights[0])
        token = token_of(f"{turn.cause}:{name}")
        open_now = await self._open(turn)
        if open_now is not None and open_now[1].token == token:
            await self._show(turn, *open_now)
            return
        if open_now is not None:
            await self._leave(turn, *open_now, open_now[0].aside)
        entries = tuple((given or {}).items())
        fresh = Filling(token, entries=entries, given=tuple(given or {}), message=turn.place.edit)
        await self._show(turn, form, replace(fresh, query=query, last=turn.cause))

    async def typed(self, turn: Turn) -> bool:
        """False when no form is open here, or the message answers something else."""
        draft = await self._drafts.find(turn.person.id, _thread(turn))
        found = self._known(draft)
        if draft is None or found is None:
            return False
        form, state = found
        replied = as_int(reply_of(turn.message).get("message_id"))
        passed = form.passing and passed_by(turn, draft.kept_at)
        if replied is None and (form.replies or passed):
            return False
        if replied is not None and replied != state.message:
            return False
        if state.last == turn.cause:
            await self._show(turn, form, state)
            return True
        if album_goes_on(turn, state):
            await self._moved(turn, form, state, one_file)
            return True
        await self._moved(turn, form, anew(turn, form.steps, state), said)
        return True

    async def press(self, turn: Turn, token: str, number: str, what: str) -> str:
        """The toast. A button of a form that is closed, or of an earlier picture, does nothing."""
        pressed = as_int(turn.message.get("message_id"))
        here = replace(turn, place=replace(turn.place, edit=pressed))
        draft = await self._drafts.find(turn.person.id, _thread(turn))
        found = self._known(draft)
        if found is None or found[1].token != token:
            if found is not None and found[1].message == pressed:  # its picture did not get through
                await self._show(here, *found)
                return turn.words("tg-changed")
            return await past(here, draft, token)
        form, state = found
        state = replace(state, message=pressed)
        if state.last == turn.cause:
            await self._show(here, form, state)
            return ""
        if str(state.turn) != number:
            await self._show(here, form, state)
            return here.words("tg-changed")
        return await self._pressed(here, form, state, what)

    async def leave(self, turn: Turn) -> bool:
        """Another command was given: the form is closed with a word. False: none was open."""
        return await self._close(turn)

    async def cancel(self, turn: Turn) -> bool:
        return await self._close(turn, "tg-form-cancelled")

    async def _close(self, turn: Turn, word: str = "") -> bool:
        found = await self._open(turn)
        if found is None or found[1].last == turn.cause:
            return False
        await self._leave(turn, *found, word or found[0].aside)
        return True

    # -- inside --------------------------------------------------------------------------------

    async def _open(self, turn: Turn) -> tuple[Form, Filling] | None:
        return self._known(await self._drafts.find(turn.person.id, _thread(turn)))

    def _known(self, draft: Draft | None) -> tuple[Form, Filling] | None:
        form = self._book.get(draft.name) if draft is not None else None
        return None if draft is None or form is None else (form, filling(draft.state))

    async def _pressed(self, turn: Turn, form: Form, state: Filling, what: str) -> str:
        if what == "x":
            await self._leave(turn, form, state, "tg-form-cancelled")
            return ""
        if what == "back":
            await self._show(turn, form, replace(state.back(), last=turn.cause))
            return ""
        if what.startswith("p") and what[1:].isascii() and what[1:].isdigit() and len(what) < PAGE:
            await self._show(turn, form, replace(state, page=int(what[1:]), last=turn.cause))
            return ""

        async def chosen(talk: Talk, step: Step) -> Entry | None:
            return await answer_of(talk, step, state, what)

        await self._moved(turn, form, state, chosen)
        return ""

    async def _moved(
        self,
        turn: Turn,
        form: Form,
        state: Filling,
        answer: Callable[[Talk, Step], Awaitable[Entry | None]],
    ) -> None:
        """The step gets its answer; after the last one the core is asked."""
        step = state.step(form.steps)
        moved = replace(state, last=turn.cause)
        try:
            _require(turn, form)
            if step is not None:
                entry = await answer(_talk(turn, state), step)
                moved = _after(moved, turn, step, entry)
            if moved.step(form.steps) is None:
                await self._finish(turn, form, moved)
                return
        except NotAllowed as error:
            await self._refuse(turn, state, error)
            return
        except DomainError as error:
            told = await refused(turn, error, f"form:{form.name}")
            beside, ways = await beyond(_talk(turn, state), error)
            moved = replace(state, last=turn.cause, error=told + beside, ways=ways)
        await self._show(turn, form, moved)

    async def _finish(self, turn: Turn, form: Form, state: Filling) -> None:
        """Ended last: killed before that, the same press finds the form and is answered again."""
        talk, done = _talk(turn, state), True
        try:
            end = await form.finish(talk)
        except Stale as error:
            if "version" not in state.given:
                raise
            end, done = await told_where(talk, told_stale(turn, error)), False
        await self._put(turn, state, end)
        await self._end_own(turn, state, done=done)

    async def _end_own(self, turn: Turn, state: Filling, *, done: bool = False) -> None:
        """The end of one form may have opened the next one."""
        found = await self._open(turn)
        if found is not None and found[1].token == state.token:
            await self._drafts.end(turn.person.id, _thread(turn), mark_of(state.token, done=done))

    async def _show(self, turn: Turn, form: Form, state: Filling) -> None:
        try:
            _require(turn, form)
            shown, screen = await picture(form.title, form.steps, _talk(turn, state), state)
        except DomainError as error:
            await self._refuse(turn, state, error)
            return
        await self._keep(turn, form, shown)
        message = await self._put(turn, shown, screen)
        if message is not None and message != shown.message:
            await self._keep(turn, form, replace(shown, message=message))

    async def _keep(self, turn: Turn, form: Form, state: Filling) -> None:
        await self._drafts.keep(turn.person.id, _thread(turn), Draft(form.name, state.state()))

    async def _refuse(self, turn: Turn, state: Filling, error: DomainError) -> None:
        """The right, or the record, has gone meanwhile: the form ends and says why."""
        told = await refused(turn, error, "form")
        await self._put(turn, state, plain("form", told, [home_row(turn.words)]))
        await self._end_own(turn, state)

    async def _leave(self, turn: Turn, form: Form, state: Filling, word: str) -> None:
        """With the way back to where it came from."""
        told = turn.words(word, form=turn.words(form.title))
        back = await back_to(_talk(turn, state), state.given)
        await self._put(turn, state, plain("form", told, [home_row(turn.words, back)]))
        await self._drafts.end(turn.person.id, _thread(turn), mark_of(state.token))

    async def _put(self, turn: Turn, state: Filling, screen: Screen) -> int | None:
        place = turn.place
        if state.message is not None:
            place = Place(place.chat, place.thread, edit=state.message)
        return await turn.office.show.screen(turn.person, place, screen)


def _permitted(turn: Turn, form: Form) -> bool:
    """Through `/as` a form opens for whoever may; only its end is refused then."""
    return any(may(through(turn.person), right) for right in form.rights)


def _require(turn: Turn, form: Form) -> None:
    """The right has gone since the form was opened."""
    if not _permitted(turn, form):
        raise NotAllowed("form-right-gone", permission=form.rights[0])


def _thread(turn: Turn) -> str:
    return str(turn.place.thread or "")


def _talk(turn: Turn, state: Filling) -> Talk:
    return Talk(turn, state.values, state.shown)


def _after(state: Filling, turn: Turn, step: Step, entry: Entry | None) -> Filling:
    if entry is not None:
        group = content_of(turn.message).group or state.group
        return replace(state.entered(step.name, entry), group=group)
    return replace(state, query=content_of(turn.message).text.strip(), page=0)


__all__ = ["Entry", "Form", "FormDesk"]
