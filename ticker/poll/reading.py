"""The reading of a document: bytes in, items out. Nothing here needs the store or the network.

`read` works in this process. Run as a script, this file is a worker: documents come on standard
input, what they say goes to standard output, and `workers` kills it where that takes too long. A
script, because ``-m ticker.poll.reading`` would import all of ``ticker.poll`` first, with network
and store: a worker is there after a third of the time, in half of the memory (measured).

A question is `ASKED` (its length, the seconds of processor time that it may cost) and a pickle, an
answer `SAID` (its length, whether the worker is spent and should not be asked again) and a pickle.
A worker says an empty answer when it is ready, and one when it has a question whole: from then on
its end is the document's fault.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import struct
import sys
import time
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ticker.errors import ParseError
from ticker.items import normalise
from ticker.model import ReadDocument, Received
from ticker.parse import parse

Answer: TypeAlias = ReadDocument | ParseError
"""What a document says, or why it says nothing."""

ASKED = struct.Struct("<QI")
SAID = struct.Struct("<Q?")
MOST_DOCUMENTS = 1_000
"""Documents that a worker reads before it is replaced: whatever a parser leaks ends with it."""
MOST_SAID = 500
"""Characters of an error: a parser may quote what it cannot read, and that may be megabytes."""
PR_SET_PDEATHSIG = 1
"""Of prctl(2): a signal when the thread that started us ends."""
OOM_SCORE = b"800"
"""Where memory runs out all the same, Linux takes a worker first and not the daemon."""


def read(received: Received) -> ReadDocument:
    """What a document says. Raises ParseError."""
    source = received.source
    document = parse(
        received.body,
        content_type=received.content_type,
        url=received.address,
        kind=received.kind,
        selectors=source.selectors,
        shape=received.shape,
    )
    items = normalise(
        document,
        source,
        address=received.address,
        fetched_at=received.fetched_at,
        zone=received.zone,
    )
    return ReadDocument(
        items,
        document.ttl_s,
        document.kind,
        document.skip_hours,
        document.skip_days,
        document.shape,
    )


def answer(received: Received) -> Answer:
    """What a document says, or the error in its place: a parser's own fault is one, too.

    Raises MemoryError."""
    try:
        return read(received)
    except ParseError as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        return ParseError(error.message[:MOST_SAID], where=error.where, hint=error.hint)
    except MemoryError:
        raise
    except Exception as error:  # a parser's own fault costs its source one poll, no other
        said = f"could not be parsed: {type(error).__name__}: {error}"
        return ParseError(said[:MOST_SAID], where=received.address)


def too_large(memory: int) -> ParseError:
    """The error of a document that needs more memory than a worker gets."""
    return ParseError(
        f"needed more than {memory / 2**30:.2g} GB of memory to be parsed",
        hint="no feed should; the next poll tries again",
    )


def serve(memory: int) -> None:
    """Be a worker, of at most `memory` bytes: read documents from standard input until it ends."""
    for meant_for_the_daemon in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Which stops when its documents are read to the end.
        signal.signal(meant_for_the_daemon, signal.SIG_IGN)
    with os.fdopen(os.dup(0), "rb") as heard, os.fdopen(os.dup(1), "wb") as said:
        os.dup2(2, 1)  # a parser that prints does not speak for us
        _end_with_parent()
        _confine(memory)
        _say(said, b"", spent=False)
        for number in range(1, MOST_DOCUMENTS + 1):
            message = _heard(heard)
            if message is None:
                return
            _say(said, b"", spent=False)
            answered, spent = _answered(message, memory)
            del message
            spent = spent or number == MOST_DOCUMENTS
            _say(said, answered, spent=spent)
            if spent:
                return


def _say(said: BinaryIO, message: bytes, *, spent: bool) -> None:
    said.write(SAID.pack(len(message), spent))
    said.write(message)
    said.flush()


def _heard(heard: BinaryIO) -> bytes | None:
    """The next question, its time granted; ``None`` where whoever asks has gone."""
    head = heard.read(ASKED.size)
    if len(head) < ASKED.size:
        return None
    size, cpu_s = ASKED.unpack(head)
    message = heard.read(size)
    _allow(cpu_s)
    return message if len(message) == size else None


def _answered(message: bytes, memory: int) -> tuple[bytes, bool]:
    """The answer, pickled, and whether the worker is spent: memory that was once taken is seldom
    given back whole, and the next document has a right to it."""
    try:
        received = pickle.loads(message)  # noqa: S301  # of the process that started us
        said = answer(received)
        spoken = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(too_large(memory)), True
    peak = _peak()
    if isinstance(said, ParseError) and peak > memory // 2:
        # Parsers in C have words of their own for it: "SelectolaxError: Can't parse HTML".
        return pickle.dumps(too_large(memory)), True
    return spoken, peak > memory // 4


def _peak() -> int:
    """The most memory that this process ever had, in bytes; 0 where the system does not say."""
    # Not getrusage: on Linux its peak is that of whoever started us, if that is more (measured).
    with suppress(OSError):
        told = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(told.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1_024
    return 0


def _end_with_parent() -> None:
    """Also in the middle of a document. Elsewhere than on Linux the end of the pipe tells, when
    the document is read."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _confine(memory: int) -> None:
    """Limit the process for good: its memory; no core dump of a daemon's many documents."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    with suppress(ValueError, OSError):  # macOS knows the name, and refuses
        resource.setrlimit(resource.RLIMIT_AS, (least, most))
    with suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_bytes(OOM_SCORE)


def _allow(cpu_s: int) -> None:
    """Grant so many seconds of processor time from now on; SIGXCPU ends what takes more. Busy
    neighbours do not count against a document, as they would by the clock on the wall."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = ceil(time.process_time()) + cpu_s
    if most == resource.RLIM_INFINITY or until < most:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
