"""Interface texts: one file a language (F4). Another language is one more .ftl."""

from locales.texts import FluentTexts, languages

__all__ = ["FluentTexts", "languages"]
