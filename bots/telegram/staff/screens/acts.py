"""What was pressed or typed, in words: an old line of the audit knows only its code (C7)."""

from collections.abc import Callable, Mapping

from bots.telegram.screen import Words

Titles = Callable[[str], str]
"""Name of a form → the text that heads it; "" for one that is no more."""
SUBJECTS: Mapping[str, str] = {
    "tg-home-button": "home",
    "tg-what-answer": "answer",
    "tg-what-edit": "edit",
    "tg-what-form": "form f",
    "tg-command-wa": "dh r rns th tl to ts u wa",
    "tg-command-dead": "dl rs",
    "tg-menu-approve": "ap apa apn apq apr aps apt apy",
    "tg-menu-find": "c cax cce ccm cco cct ccv ccw cdl cdo cds ced cfo cgv cjn cmo cnw cor cpe cpx "
    "crv csm cso css cst ctm cvo cvs",
    "tg-menu-deal": "d dad dcf dcl ddl dfr div dlc dln dlo dlp dlr dls dnw dof dpx dpy drs dsa dsh "
    "dtm rvd",
    "tg-menu-deliveries": "dff dv dvs",
    "tg-menu-absent": "abn abs",
    "tg-menu-duplicates": "mgd mgj mgk mgp mgr mgu mgy",
    "tg-menu-segments": "sg sgd sgl sgx",
    "tg-command-statuses": "sta stb stn str",
    "tg-menu-board": "bpn mr rb rv rve rvr wqn wqt",
    "tg-menu-stock": "pf pl se sit sk sl so sr st wte wtm wtz",
    "tg-menu-fx": "fx fxh",
    "tg-menu-today": "td tyd typ",
    "tg-task-head": "tk tkd tkp tl0 tl1",
    "tg-menu-news": "nw nwc nwe nwf nwm nwn nwo nwr nws nwu",
    "tg-menu-quiet": "qh sb sbx",
    "tg-menu-jobs": "jb",
    "tg-command-audit": "au",
    "tg-command-groups": "gr grs",
    "tg-command-users": "up upg us",
}
"""The text of a subject → the prefixes of its buttons; which right it took, the rule tells."""
_KEYS = {prefix: key for key, prefixes in SUBJECTS.items() for prefix in prefixes.split()}


def act_name(words: Words, code: str, titles: Titles) -> str:
    """A command, and what nobody knows any more, stay as they are."""
    head, _, form = code.partition(":")
    key = titles(form) if head == "form" and form else ""
    key = key or _KEYS.get(head, "")
    return words(key) if key else code
