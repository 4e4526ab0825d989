"""Digests: changes -> text. One file a format; when one is due, and what its file is called."""

from ticker.digest.counts import count
from ticker.digest.cron import last_run, next_run
from ticker.digest.forms import render
from ticker.digest.naming import named
from ticker.digest.schedule import RETRY, Begin, Due, Finish, Meet, due, missed, wait
from ticker.digest.summary import subject

__all__ = [
    "RETRY",
    "Begin",
    "Due",
    "Finish",
    "Meet",
    "count",
    "due",
    "last_run",
    "missed",
    "named",
    "next_run",
    "render",
    "subject",
    "wait",
]
