"""How much may be looked at for a way to be better than another. The answers are the same for
any: tests take small ones, so that every way is gone in a small store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """`few` items may be taken whole and sorted (some 3 µs each, measured); `many` are so taken
    where nothing is better, and as many wordings looked up together (a fifth of a µs each); `probe`
    wordings are so looked up in the time that one by itself takes (some 30 µs); `stride` rows of a
    path are followed to see how dense it is (50 µs)."""

    few: int = 5_000
    many: int = 100_000
    stride: int = 500
    probe: int = 160


USUAL = Effort()
