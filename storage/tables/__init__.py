"""Every table, by subject. Migrations are compared with `metadata` in a test."""

from storage.tables.journal import audit, commands, cursors, due, fires, public_ids
from storage.tables.meta import metadata
from storage.tables.people import attendance, groups, invitations, people
from storage.tables.pipeline import inbox, outbox
from storage.tables.records import (
    clients,
    consents,
    conversations,
    identities,
    lanes,
    links,
    media,
    messages,
    threads,
    versions,
)

__all__ = [
    "attendance",
    "audit",
    "clients",
    "commands",
    "consents",
    "conversations",
    "cursors",
    "due",
    "fires",
    "groups",
    "identities",
    "inbox",
    "invitations",
    "lanes",
    "links",
    "media",
    "messages",
    "metadata",
    "outbox",
    "people",
    "public_ids",
    "threads",
    "versions",
]
