"""Whether a source is well: its rhythm, and what a poll says of it. Pure: now is an argument."""

from ticker.health.judging import Verdict, judge, left_alone
from ticker.health.rhythm import longest_silence_s

__all__ = ["Verdict", "judge", "left_alone", "longest_silence_s"]
