"""A payment that was written down by mistake is taken back by a row of its own."""

import sqlalchemy as sa
from alembic import op

from storage.types import Id

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("payments", schema=None, table_kwargs=kept) as batch_op:
        batch_op.add_column(sa.Column("reverses_id", Id))
        batch_op.add_column(sa.Column("reason", sa.Text()))
        batch_op.create_foreign_key("fk_payments_reverses_id", "payments", ["reverses_id"], ["id"])
        batch_op.create_unique_constraint("uq_payments_reverses_id", ["reverses_id"])
