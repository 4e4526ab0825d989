"""Chance that can be repeated: a hash of who and when."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime


def chance(name: str, at: datetime) -> float:
    """A number in [0, 1) that stands for chance: the same for the same source and instant."""
    text = f"{name}\0{math.floor(at.timestamp())}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48
