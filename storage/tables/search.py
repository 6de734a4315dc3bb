"""The trigram indices of PostgreSQL; SQLite's are virtual tables, made by migration 0006 alone."""

from sqlalchemy import Index, Table

from storage.tables.companies import contacts
from storage.tables.records import clients, identities
from storage.tables.stock import products


def _trigrams(table: Table, column: str) -> Index:
    name = f"ix_{table.name}_{column}_trgm"
    ops = {column: "gin_trgm_ops"}
    index = Index(
        name,
        table.c[column],
        postgresql_using="gin",
        postgresql_ops=ops,
        # Without a list of what is still to be sorted in: looking things up costs the same always.
        postgresql_with={"fastupdate": "off"},
    )
    return index.ddl_if(dialect="postgresql")


SEARCHED = tuple(
    _trigrams(table, column)
    for table, column in (
        (clients, "name_key"),
        (products, "name_key"),
        (identities, "phone"),
        (contacts, "phone"),
    )
)
