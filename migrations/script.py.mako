"""${message}

Try it on a populated store: up, down, up (tests/store/test_migrations.py does). Prefer ADD
COLUMN: a batch ALTER rebuilds the table. Views, triggers and search are put back after it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
