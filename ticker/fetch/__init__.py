"""The only sockets to sources: one guarded, bounded, polite conditional GET; and local files."""

from ticker.fetch.http import Fetcher
from ticker.fetch.local import read_local

__all__ = ["Fetcher", "read_local"]
