"""Reading a `Query`: one value for every surface, its times and words as the asker means them."""

from ticker.query.resolving import ORDERS, STATES, read_instant, resolve

__all__ = ["ORDERS", "STATES", "read_instant", "resolve"]
