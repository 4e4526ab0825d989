"""The only sockets to sources: one guarded, bounded, polite conditional GET; and local files."""

from ticker.fetch.errand import MOST_HOPS
from ticker.fetch.http import Fetcher
from ticker.fetch.local import read_local

__all__ = ["MOST_HOPS", "Fetcher", "read_local"]
