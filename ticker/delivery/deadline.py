"""One deadline over work that has none of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives. Raises what it raises, and TimeoutError where it is not done in time; then
    it is left to its own end, in a thread that nobody waits for."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whatever it is, the one who waits is to have it
            future.set_exception(error)

    Thread(target=run, name="delivery", daemon=True).start()
    return future.result(seconds)
