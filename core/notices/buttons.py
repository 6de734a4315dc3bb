"""What the buttons of notices carry: a prefix, an opaque name, the version that was shown.

Data is "<prefix>:<name>:<version>[:more]"; the staff bot's presses know the same prefixes. All
of it fits into Telegram's 64 bytes.
"""

APPROVAL = "ap"
"""Opens the card: "ap:<name>"."""
APPROVE, REJECT = "apy", "apn"
"""With the version; a rejection then asks for its reason."""
CLARIFY, EXPLAIN = "apq", "apa"
"""The decider asks, the requester answers: "apq:<name>", "apa:<name>"."""
RESERVATION = "rv"
EXTEND, RELEASE, TO_DEAL = "rve", "rvr", "rvd"
"""With the version."""
TAKE_OFFER, LEAVE_QUEUE = "wqt", "wqn"
"""With the version of the place in the queue."""
TASK = "tk"
TASK_DONE, TASK_LATER = "tkd", "tkp"
"""With the version; "later" is a day."""
REGISTER = "abs"
"""The register of absent sales (B9): "abs:0", its first page."""
CARD = "c"
REPLY = "r"
"""Of a conversation: the next typed words are the answer."""
DEAL = "d"
FREIGHT = "dfr"
"""With the version of the deal."""
STOCK = "st"
"""Product: "st:<name>"."""
BOARD = "rb"
"""The list of all reservations: "rb:0", its first page."""
RATE = "so"
"""The form of a rate that is entered by hand: "so:rate"."""
TERM_MOVE, TERM_ZERO, TERM_EXTEND = "wtm", "wtz", "wte"
"""What becomes of a warehouse at its term, with its version (A16)."""
SAMPLE = "cso"
"""Outcome of a sample, with its version."""
NEWS = "nw"
"""An announcement: "nw:<name>"."""
NEWS_READ = "nwr"
"""With the run that was read."""
NEWS_UNREAD, NEWS_REMIND = "nwu", "nwm"
"""Who has not read it, by pages; the reminder, with the version."""


def data(prefix: str, public: str, *more: object) -> str:
    return ":".join([prefix, public, *(str(one) for one in more)])
