"""Documents to items as said: `parse` reads feeds, pages and texts, and interprets nothing."""

from ticker.parse.document import parse
from ticker.parse.links import feed_links

__all__ = ["feed_links", "parse"]
