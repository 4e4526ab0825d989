"""What all tables share: how their constraints are named, and the type of a row's id."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Row ids are 64 bits everywhere; SQLite gives its fast rowid only to the exact word INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
