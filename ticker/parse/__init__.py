"""Documents to items as said: `parse` reads feeds, pages and texts, and interprets nothing;
`explain` tells why a page gives the rows that it gives."""

from ticker.parse.document import explain, parse
from ticker.parse.links import feed_links

__all__ = ["explain", "feed_links", "parse"]
