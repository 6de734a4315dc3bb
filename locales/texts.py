from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource


def languages() -> tuple[str, ...]:
    """Every language that has a file, by name."""
    found = (entry.name for entry in files("locales").iterdir())
    return tuple(sorted(name[:-4] for name in found if name.endswith(".ftl")))


NAMING = frozenset({"id", "client", "person", "number", "news"})
"""Fields that name a record: as they are typed into a command, 12345 and never 12 345."""


@lru_cache
def _bundle(language: str) -> FluentBundle:
    text = files("locales").joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    # Isolating marks around fields would shift entity offsets and show as boxes in some clients.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(text))
    return bundle


class FluentTexts:
    """Implements the core's `Texts`; an unknown language falls back to the firm's own."""

    def __init__(self, default: str = "ru") -> None:
        self._default = default
        self._languages = languages()

    def render(self, key: str, language: str, fields: Mapping[str, object] | None = None) -> str:
        """Raises KeyError for a missing key and ValueError for a missing field."""
        bundle = _bundle(language if language in self._languages else self._default)
        message: Any = bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        given = {
            name: str(value) if name in NAMING and isinstance(value, int) else value
            for name, value in (fields or {}).items()
        }
        text, errors = bundle.format_pattern(message.value, given)
        if errors:
            raise ValueError(f"text {key}: {type(errors[0]).__name__}")
        return str(text)

    def has(self, key: str, language: str) -> bool:
        return bool(_bundle(language).has_message(key))
