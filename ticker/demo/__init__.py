"""A simulated newsroom on the loopback, polled by the real daemon while its hours fly by."""

from ticker.demo.folder import CONFIG
from ticker.demo.playing import Audience, play
from ticker.demo.stories import CLOSES_AT, OPENS_AT

__all__ = ["CLOSES_AT", "CONFIG", "OPENS_AT", "Audience", "play"]
