"""Threads that name servers may keep waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class DaemonThreads(Executor):
    """A daemon thread for each call, as many as there are fetches under way.

    `getaddrinfo` cannot be given up, and a silent name server holds it for the resolver's own time
    (measured: 38 s). A `ThreadPoolExecutor` is waited for when the interpreter ends; these are not.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Begin `fn` now; its result or its error comes through the future."""
        future: Future[T] = Future()
        Thread(
            target=_settle, args=(future, fn, args, kwargs), name="ticker-lookup", daemon=True
        ).start()
        return future


def _settle(
    future: Future[Any], fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(fn(*args, **kwargs))
    except BaseException as error:  # whatever it is, the one who waits is to have it
        future.set_exception(error)
