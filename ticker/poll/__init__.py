"""One cycle: fetch, parse, normalise, compare, record; the only room where the stages meet."""

from ticker.poll.cycle import BATCH, Clock, Poller
from ticker.poll.replay import replay
from ticker.poll.standing import note_absence
from ticker.poll.trying import discover, fetch_once, preview, source_name
from ticker.poll.visit import Recorder, Visit

__all__ = [
    "BATCH",
    "Clock",
    "Poller",
    "Recorder",
    "Visit",
    "discover",
    "fetch_once",
    "note_absence",
    "preview",
    "replay",
    "source_name",
]
