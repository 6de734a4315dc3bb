"""The other side of every wire: strict emulators of the providers and the page of phones."""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
