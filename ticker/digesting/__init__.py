"""Runs of digests: on their schedule, and whenever somebody asks."""

from ticker.digesting.asking import digest_asked, rendered, rendered_again
from ticker.digesting.running import Digesting

__all__ = ["Digesting", "digest_asked", "rendered", "rendered_again"]
