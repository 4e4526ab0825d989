"""Captures: the bytes that polls received, kept as evidence in WARC files (ISO 28500, WARC/1.1).

One file a UTC day, one gzip member a record, so that other tools (warcio, pywb, ReplayWeb.page)
read them. A record's block is the answer as it came, decoded: status line, headers, body. The
three headers that describe the transfer no longer fit such a body; they are kept under
``X-Ticker-`` names.

Two headers of our own make a replay rebuild the same record:

- ``WARC-Ticker-Source``: the source's name;
- ``WARC-Ticker-Before``: the quiet polls (same, not modified, failed) since the capture before.

Each member says its own length in the gzip extra field ``sl`` (skip-lengths, WARC 0.9; wget writes
it too), so that the end of the last whole record is found without inflating a day of news. The
torn rest of a write stands behind it after a crash; no record in the store cites it, and it is cut
off. A file that is damaged in any other way is left alone, and a second one is begun for the day.
"""

from ticker.capture.folder import CaptureFolder, read_captures
from ticker.capture.records import Captured, QuietPoll
from ticker.capture.removing import removed_names

__all__ = ["CaptureFolder", "Captured", "QuietPoll", "read_captures", "removed_names"]
