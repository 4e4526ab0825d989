"""Rules and the stored history: what they match in it, and items tagged anew where that differs.

A tag that a rule gave stays for as long as any wording of the item meets a rule of that tag: an
edit may earn one and never loses one. Polls tag what they record. This is for rules that changed
later: `judge` says what would be different, `apply` writes it, and `Watch` does the first for a
daemon that starts or reloads.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Final

from ticker.errors import TickerError, UsageError
from ticker.model import Rule, Ruling, Sample, Wording
from ticker.rules import CompiledRules, compile_rules, rules_digest, scan_of
from ticker.store import Chunk, Store

Progress = Callable[[float], None]
"""Hears how much is done, from 0 to 1. It may raise to stop."""

SAMPLES: Final = 5
BATCH: Final = 1_000
"""Items that are tagged in one write: some 20 ms in which nobody else writes (measured)."""
_LOOKED_AT: Final = 500


def tags_of(rules: Iterable[Rule], named: Collection[str] = ()) -> tuple[str, ...]:
    """The tags of the rules, or of those named. Raises UsageError for one that no rule gives."""
    known = tuple(dict.fromkeys(rule.tag for rule in rules))
    for tag in named:
        if tag not in known:
            raise UsageError(
                f"no rule gives the tag {tag!r}",
                hint="configured are: " + (", ".join(known) or "none; add [[rules]]"),
            )
    return tuple(tag for tag in known if not named or tag in named)


def judge(
    store: Store,
    rules: Sequence[Rule],
    tags: Collection[str],
    zone: tzinfo,
    progress: Progress = lambda share: None,
) -> tuple[Ruling, ...]:
    """What the rules of these tags match among the stored items, and how that differs from the
    tags that stand there. Nothing is written. Raises StoreError."""
    matched = _matched(store, [rule for rule in rules if rule.tag in tags], progress)
    configured = {rule.tag for rule in rules}
    return tuple(_ruling(store, tag, matched.get(tag, {}), tag in configured, zone) for tag in tags)


def apply(store: Store, ruling: Ruling, progress: Progress = lambda share: None) -> None:
    """Tag what is missing and untag what is stale, `BATCH` items a write. Cut off anywhere, what
    was done stays done, and the next `judge` finds the rest. Raises StoreError."""
    total = max(1, len(ruling.missing) + len(ruling.stale))
    done = 0
    for batch in _batches(ruling.missing):
        store.give_tag(ruling.tag, batch, "rule")
        done += len(batch)
        progress(done / total)
    for batch in _batches(ruling.stale):
        store.take_tag(ruling.tag, batch, "rule")
        done += len(batch)
        progress(done / total)


def settled(rules: Sequence[Rule], tags: Iterable[str]) -> dict[str, str | None]:
    """The digests to be kept once the stored items agree with the rules of these tags."""
    by_tag = {tag: [rule for rule in rules if rule.tag == tag] for tag in tags}
    return {tag: rules_digest(own) if own else None for tag, own in by_tag.items()}


def changed_tags(store: Store, rules: Sequence[Rule]) -> tuple[str, ...]:
    """The tags whose rules are not those that the stored items were last seen to agree with, and
    those that items have from a rule that is gone."""
    known = store.settled_rules()
    now = settled(rules, tags_of(rules))
    changed = [tag for tag, digest in now.items() if known.get(tag) != digest]
    orphaned = set(store.ruled_tags()) | set(known)
    return (*changed, *sorted(orphaned - now.keys()))


def in_words(ruling: Ruling) -> str:
    """What `apply` would do, in words: ``tag 12 items, untag 1``."""
    parts = []
    if ruling.missing:
        parts.append(f"tag {_count(len(ruling.missing))}")
    if ruling.stale:
        noun = "" if ruling.missing else f" item{'' if len(ruling.stale) == 1 else 's'}"
        parts.append(f"untag {len(ruling.stale):,}{noun}")
    return ", ".join(parts) or "change nothing"


def done_in_words(ruling: Ruling) -> str:
    """What `apply` did: ``tagged 12 items, untagged 1``."""
    if not ruling.missing and not ruling.stale:
        return "nothing to change"
    return re.sub(r"\b(un)?tag\b", r"\g<0>ged", in_words(ruling))


def _count(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"


# --- matching -----------------------------------------------------------------------------------


def _matched(store: Store, rules: Sequence[Rule], progress: Progress) -> dict[str, dict[int, str]]:
    """Tag -> the items that its rules match, each with the headline of the first such wording."""
    matched: dict[str, dict[int, str]] = {rule.tag: {} for rule in rules}
    if not rules:
        return matched
    compiled = compile_rules(rules)
    scan = scan_of(compiled)
    # Where a closer look is needed, it takes the second half of the bar.
    part = (1.0 if scan.whole else 0.5) / len(scan.patterns)
    candidates: set[int] = set()
    for number, field in enumerate(scan.patterns):
        for chunk in _read_ahead(store.rule_texts(field)):
            found = scan.places(field, chunk.texts)
            items = chunk.items() if found else ()
            if scan.whole and found:
                lines = chunk.texts.split("\n")
                for place in found:
                    _note(matched, compiled, items[place], Wording(lines[place]))
            else:
                candidates.update(items[place] for place in found)
            progress((number + chunk.share) * part)
    _look_closer(store, compiled, sorted(candidates), matched, progress)
    return matched


def _read_ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks: while one is looked through, the next is read, which takes as long."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _look_closer(
    store: Store,
    compiled: CompiledRules,
    candidates: Sequence[int],
    matched: dict[str, dict[int, str]],
    progress: Progress,
) -> None:
    """Ask the rules about every wording of the candidates."""
    done = 0
    for batch in _batches(candidates, _LOOKED_AT):
        for item, wording in store.wordings(batch):
            _note(matched, compiled, item, wording)
        done += len(batch)
        progress(0.5 + 0.5 * done / len(candidates))


def _note(
    matched: dict[str, dict[int, str]], compiled: CompiledRules, item: int, wording: Wording
) -> None:
    for tag in compiled.tags(wording):
        matched[tag].setdefault(item, wording.headline)


def _ruling(
    store: Store,
    tag: str,
    matched: Mapping[int, str],
    configured: bool,
    zone: tzinfo,
) -> Ruling:
    tagged = store.ruled_items(tag)
    times = store.times(sorted(matched))
    newest = sorted(times, key=lambda pair: (-pair[1], -pair[0]))
    return Ruling(
        tag=tag,
        items=tuple(item for item, _ in newest),
        tagged=len(tagged),
        missing=tuple(sorted(matched.keys() - tagged)),
        stale=tuple(sorted(tagged - matched.keys())),
        configured=configured,
        days=_by_day((at for _, at in times), zone),
        samples=tuple(Sample(item, matched[item]) for item, _ in newest[:SAMPLES]),
    )


def _by_day(times: Iterable[int], zone: tzinfo) -> dict[date, int]:
    """How many seconds of `times` fall on each day in `zone`, newest first."""
    # Every offset in use is a multiple of a quarter of an hour: one reckoning for each.
    quarters = Counter(at // 900 for at in times)
    days: Counter[date] = Counter()
    for quarter, number in quarters.items():
        days[_day(quarter * 900, zone)] += number
    return dict(sorted(days.items(), reverse=True))


def _day(at: int, zone: tzinfo) -> date:
    try:
        return datetime.fromtimestamp(at, zone).date()
    except (OverflowError, ValueError):  # the edge of the calendar
        return date.min if at < 0 else date.max


def _batches(items: Sequence[int], size: int = BATCH) -> Iterator[list[int]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


# --- the daemon ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look at the changed rules came to."""

    lines: tuple[str, ...] = ()
    agreed: Mapping[str, str | None] | None = None


class Watch:
    """Looks, on a thread of its own that only reads, whether the stored items agree with the rules
    of a configuration; what is different is said once. Nothing is tagged by it."""

    def __init__(self, database: str, rules: Sequence[Rule], zone: tzinfo, now: datetime) -> None:
        self._database = database
        self._rules = rules
        self._zone = zone
        self._now = now
        self._stopping = threading.Event()
        self._found: _Found | None = None
        self._thread = threading.Thread(target=self._run, name="rules", daemon=True)
        self._thread.start()

    def step(self, store: Store, say: Callable[[str], object]) -> None:
        """Say what was found, once; and keep in `store` which rules there is nothing to say of.
        Raises StoreError where that cannot be written."""
        found, self._found = self._found, None
        if found is None:
            return
        if found.agreed:
            store.settle_rules(found.agreed)
        for line in found.lines:
            say(line)

    def wait(self, seconds: float = 60.0) -> None:
        """Until it has looked."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Stop looking."""
        self._stopping.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        try:
            with Store.open(self._database, now=self._now) as store:
                self._found = self._look(store)
        except InterruptedError:
            pass
        except TickerError as error:
            self._found = _Found((f"the rules were not compared with the record: {error}",))

    def _look(self, store: Store) -> _Found:
        tags = changed_tags(store, self._rules)
        if not tags:
            return _Found()
        rulings = judge(store, self._rules, tags, self._zone, self._go_on_or_stop)
        agreed = [one.tag for one in rulings if not one.missing and not one.stale]
        lines = tuple(_line(one) for one in rulings if one.missing or one.stale)
        return _Found(lines, settled(self._rules, agreed))

    def _go_on_or_stop(self, share: float) -> None:
        if self._stopping.is_set():
            raise InterruptedError


def _line(ruling: Ruling) -> str:
    what = "changed" if ruling.configured else "is gone"
    return f"rule {ruling.tag} {what}: `ticker rules apply` would {in_words(ruling)}"
