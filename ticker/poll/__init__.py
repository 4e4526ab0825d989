"""One cycle: fetch, parse, normalise, compare, record; the only room where the stages meet."""

from ticker.poll.arrival import Visit
from ticker.poll.clockwork import follow_step, rearm
from ticker.poll.cycle import Poller, batch_of
from ticker.poll.replay import replay
from ticker.poll.standing import note_absence
from ticker.poll.trying import discover, fetch_once, preview
from ticker.poll.visit import Recorder

__all__ = [
    "Poller",
    "Recorder",
    "Visit",
    "batch_of",
    "discover",
    "fetch_once",
    "follow_step",
    "note_absence",
    "preview",
    "rearm",
    "replay",
]
