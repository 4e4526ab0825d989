"""What a digest tells of a window, and which of its items belong together."""

from __future__ import annotations

from dataclasses import replace

from ticker.items.templates import template
from ticker.items.urls import Address, read_address
from ticker.model import Digest, DigestContents, DigestItem, DigestWindow
from ticker.store import Store


def contents_of(store: Store, digest: Digest, window: DigestWindow) -> DigestContents:
    """All that `digest` tells of `window`. Editions and series are read from the address and the
    wording that stood at its end, so they do not change with later ones."""
    found = store.digest(digest, window)
    return replace(found, items=tuple(map(_related, found.items)))


def _related(item: DigestItem) -> DigestItem:
    address = read_address(item.url) if item.url else Address()
    return replace(
        item,
        edition=address.edition_key,
        language=address.language,
        template=template(item.headline),
    )
