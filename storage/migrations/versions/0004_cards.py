"""What stands on a client's card, and what people ask of each other."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.search import likeness
from storage.types import Grams, Id, Json, Money, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("object_kind", sa.String(length=16), nullable=False),
        sa.Column("object_id", Id, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Utc()),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_approvals_decided_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_approvals_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approvals_object", "approvals", ["object_kind", "object_id"])
    op.create_index("ix_approvals_person", "approvals", ["person_id", "state"])
    op.create_index(
        "ix_approvals_waiting", "approvals", ["kind", "id"], **_where("state = 'waiting'")
    )


def _forms() -> None:
    op.create_table(
        "forms",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_forms_person_id"),
        sa.PrimaryKeyConstraint("person_id", "thread", name="pk_forms"),
    )


def _client_changes() -> None:
    op.create_table(
        "client_changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("before", Json),
        sa.Column("after", Json),
        sa.Column("person_id", Id),
        sa.Column("approval_id", Id),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name="fk_client_changes_approval_id"
        ),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_client_changes_client_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_client_changes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_client_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_client_changes_client_id", "client_changes", ["client_id"])


def _client_materials() -> None:
    op.create_table(
        "client_materials",
        sa.Column("client_id", Id, nullable=False),
        sa.Column("material", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_client_materials_client_id"
        ),
        sa.PrimaryKeyConstraint("client_id", "material", name="pk_client_materials"),
    )
    op.create_index("ix_client_materials_material", "client_materials", ["material", "client_id"])


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("edited_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_comments_author_id"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_comments_client_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comments_client", "comments", ["client_id", "at"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=32)),
        sa.Column("email", sa.String(length=254)),
        sa.Column("created_by", Id),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("removed_at", Utc()),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_contacts_client_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_contacts_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contacts_client_id", "contacts", ["client_id"])
    op.create_index("ix_contacts_phone", "contacts", ["phone"])


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", Id, nullable=False),
        sa.Column("kept_id", Id, nullable=False),
        sa.Column("merged_id", Id, nullable=False),
        sa.Column("moved", Json, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("undone_at", Utc()),
        sa.Column("undone_by", Id),
        sa.ForeignKeyConstraint(["kept_id"], ["clients.id"], name="fk_merges_kept_id"),
        sa.ForeignKeyConstraint(["merged_id"], ["clients.id"], name="fk_merges_merged_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_merges_person_id"),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name="fk_merges_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
    op.create_index("ix_merges_merged_id", "merges", ["merged_id"])


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("call_at", Utc()),
        sa.Column("outcome", sa.Text()),
        sa.Column("outcome_at", Utc()),
        sa.Column("outcome_by", Id),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_samples_client_id"),
        sa.ForeignKeyConstraint(["outcome_by"], ["people.id"], name="fk_samples_outcome_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_samples_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_samples_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_samples_client_id", "samples", ["client_id"])
    op.create_index("ix_samples_open", "samples", ["call_at"], **_where("outcome_at IS NULL"))


def _comment_versions() -> None:
    op.create_table(
        "comment_versions",
        sa.Column("id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_by", Id, nullable=False),
        sa.Column("replaced_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name="fk_comment_versions_comment_id"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["people.id"], name="fk_comment_versions_replaced_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment_versions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comment_versions_comment_id", "comment_versions", ["comment_id"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("assignee_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", Utc()),
        sa.Column("client_id", Id),
        sa.Column("message_id", Id),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("done_at", Utc()),
        sa.Column("done_by", Id),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name="fk_tasks_assignee_id"),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_tasks_author_id"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_tasks_client_id"),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name="fk_tasks_done_by"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_tasks_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_author", "tasks", ["author_id", "id"])
    op.create_index("ix_tasks_client_id", "tasks", ["client_id"])
    op.create_index(
        "ix_tasks_open", "tasks", ["assignee_id", "due_at"], **_where("done_at IS NULL")
    )


def _clients() -> None:
    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kpp", sa.String(length=9), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("likeness", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("ogrn", sa.String(length=15)))
        batch_op.add_column(
            sa.Column("country", sa.String(length=2), server_default="RU", nullable=False)
        )
        batch_op.add_column(sa.Column("registration", sa.String(length=64)))
        batch_op.add_column(sa.Column("region", sa.String(length=100)))
        batch_op.add_column(sa.Column("address", sa.Text()))
        batch_op.add_column(sa.Column("delivery_address", sa.Text()))
        batch_op.add_column(sa.Column("unloading_contact", sa.String(length=300)))
        batch_op.add_column(sa.Column("unloading_hours", sa.String(length=100)))
        batch_op.add_column(sa.Column("deferral_days", sa.Integer()))
        batch_op.add_column(sa.Column("deferral_limit", Money()))
        batch_op.add_column(sa.Column("prepayment_percent", sa.Integer()))
        batch_op.add_column(sa.Column("competitor", sa.String(length=200)))
        batch_op.add_column(sa.Column("contract_number", sa.String(length=64)))
        batch_op.add_column(sa.Column("contract_date", sa.Date()))
        batch_op.add_column(sa.Column("contract_blob", sa.String(length=64)))
        batch_op.add_column(sa.Column("contract_file", sa.String(length=255)))
        batch_op.add_column(sa.Column("original_at", Utc()))
        batch_op.add_column(
            sa.Column("compartment", sa.String(length=32), server_default="staff", nullable=False)
        )
        batch_op.add_column(sa.Column("merged_into_id", Id))
        batch_op.create_index("ix_clients_merged_into_id", ["merged_into_id"])
        batch_op.create_index("ix_clients_likeness", ["likeness", "id"])
        batch_op.create_index(
            "uq_clients_registration",
            ["compartment", "country", "registration"],
            unique=True,
            **_where("registration IS NOT NULL AND merged_into_id IS NULL"),
        )
        batch_op.create_index(
            "uq_clients_inn_kpp",
            ["compartment", "inn", "kpp"],
            unique=True,
            **_where("inn IS NOT NULL AND merged_into_id IS NULL"),
        )
        batch_op.create_foreign_key(
            "fk_clients_merged_into_id", "clients", ["merged_into_id"], ["id"]
        )


def _likenesses() -> None:
    table = sa.table(
        "clients", sa.column("id", Id), sa.column("name", sa.String), sa.column("likeness")
    )
    connection = op.get_bind()
    known = connection.execute(sa.select(table.c.id, table.c.name)).all()
    for row in known:
        named = sa.update(table).where(table.c.id == row.id)
        connection.execute(named.values(likeness=likeness(row.name)))


def _people() -> None:
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("viewing_role", sa.String(length=32)))
        batch_op.add_column(sa.Column("viewing_person_id", Id))
        batch_op.create_foreign_key(
            "fk_people_viewing_person_id", "people", ["viewing_person_id"], ["id"]
        )


def upgrade() -> None:
    op.create_index("ix_due_subject", "due", ["subject_kind", "subject_id"])
    _approvals()
    _forms()
    _client_changes()
    _client_materials()
    _comments()
    _contacts()
    _merges()
    _samples()
    _comment_versions()
    _tasks()
    _clients()
    _likenesses()
    _people()
