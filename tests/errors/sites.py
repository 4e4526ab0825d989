"""Where the program makes an error, read off its source: class, message, hint.

A message is shown as its pattern: what is filled in is ``…``. Names are followed to what the same
function or module assigns to them, so that ``hint=_HINT`` has its text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2] / "ticker"
FILLED = "…"


@dataclass(frozen=True, slots=True)
class Site:
    """One place. `message` and `hint` are patterns; a message that is only passed on (it was made
    elsewhere) is ``None``, and so is a hint that is not there."""

    file: str
    line: int
    kind: str
    message: str | None
    hint: str | None


@dataclass(frozen=True, slots=True)
class Maker:
    """A function that makes errors of `kind` for others of its room: where its calls have message
    and hint, what it puts around the message, and its hint where a call gives none."""

    kind: str
    message: int
    hint: int
    around: str = "{}"
    otherwise: str | None = None


MAKERS: Mapping[tuple[str, str], Maker] = {
    ("config", "wrong"): Maker("ConfigError", 1, 2, f"{FILLED} in {FILLED} {{}}"),
    ("config", "error"): Maker("ConfigError", 1, 2),
    ("config", "_wrong"): Maker("ConfigError", 2, 3),
    ("config", "refused"): Maker("ConfigError", 0, 1, f"{FILLED} in {FILLED}: {FILLED} {{}}"),
    ("fetch", "failed"): Maker("FetchError", 0, -1),
    ("opml", "wrong"): Maker("UsageError", 0, 1),
    ("store", "wrong"): Maker(
        "UsageError", 1, 2, otherwise="nothing was imported; was the file edited?"
    ),
}
"""By room and name, the functions that take a message and make an error of it."""

WORDS_OF_FETCH = "fetch/failures.py"
"""Here functions return (message, hint) of a `FetchError`."""


def kinds() -> Mapping[str, int]:
    """The classes of the tree with their exit statuses, a class that says none its parent's."""
    found: dict[str, int] = {}
    for node in ast.parse((HOUSE / "errors.py").read_text()).body:
        if isinstance(node, ast.ClassDef):
            own = [
                line.value.value
                for line in node.body
                if isinstance(line, ast.Assign)
                and isinstance(line.targets[0], ast.Name)
                and line.targets[0].id == "exit_status"
                and isinstance(line.value, ast.Constant)
            ]
            base = node.bases[0]
            above = found.get(base.id, 1) if isinstance(base, ast.Name) else 1
            found[node.name] = int(str(own[0])) if own else above
    return found


@cache
def sites() -> tuple[Site, ...]:
    """Every place, in the order of the files."""
    known = kinds()
    paths = [path for path in sorted(HOUSE.rglob("*.py")) if path != HOUSE / "errors.py"]
    names = [path.relative_to(HOUSE).as_posix() for path in paths]
    files = (_File(n, ast.parse(p.read_text()), known) for n, p in zip(names, paths, strict=True))
    return tuple(site for file in files for site in file.sites())


class _File:
    """One module, with what its names stand for."""

    def __init__(self, name: str, tree: ast.Module, known: Mapping[str, int]) -> None:
        self.name = name
        self.room = name.partition("/")[0].removesuffix(".py")
        self.tree = tree
        self.known = known

    def sites(self) -> Iterator[Site]:
        yield from self._within(self.tree, _assigned(self.tree.body))

    def _within(self, node: ast.AST, names: Mapping[str, Sequence[ast.expr]]) -> Iterator[Site]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = {**names, **_assigned(list(ast.walk(node)))}
            # What is passed in is not what the module calls by the same name.
            names = {n: v for n, v in names.items() if n not in {a.arg for a in node.args.args}}
        if isinstance(node, ast.Call):
            yield from self._call(node, names)
        if isinstance(node, ast.Return) and self.name == WORDS_OF_FETCH:
            yield from self._words(node, names)
        for child in ast.iter_child_nodes(node):
            yield from self._within(child, names)

    def _call(self, call: ast.Call, names: Mapping[str, Sequence[ast.expr]]) -> Iterator[Site]:
        name = _name(call.func)
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        if name in self.known:
            message = call.args[0] if call.args else None
            yield self._site(call, name, message, keywords.get("hint"), names)
        maker = MAKERS.get((self.room, name))
        if maker is not None and len(call.args) > maker.message:
            hint = keywords.get("hint")
            if hint is None and 0 <= maker.hint < len(call.args):
                hint = call.args[maker.hint]
            message = call.args[maker.message]
            site = self._site(call, maker.kind, message, hint, names)
            said = maker.around.format(site.message) if site.message else None
            yield replace(site, message=said, hint=site.hint or maker.otherwise)

    def _words(self, said: ast.Return, names: Mapping[str, Sequence[ast.expr]]) -> Iterator[Site]:
        if isinstance(said.value, ast.Tuple) and len(said.value.elts) == 2:
            message, hint = said.value.elts
            yield self._site(said, "FetchError", message, hint, names)

    def _site(
        self,
        node: ast.expr | ast.stmt,
        kind: str,
        message: ast.expr | None,
        hint: ast.expr | None,
        names: Mapping[str, Sequence[ast.expr]],
    ) -> Site:
        said = pattern(message, names) if message is not None else None
        passed_on = said is None or not said.strip(f"{FILLED}: ")
        return Site(
            file=self.name,
            line=node.lineno,
            kind=kind,
            message=None if passed_on else said,
            hint=None if hint is None else pattern(hint, names),
        )


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _assigned(nodes: Sequence[ast.AST]) -> dict[str, Sequence[ast.expr]]:
    """What names are assigned, as far as it is one text or another."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return dict(found)


def pattern(node: ast.expr, names: Mapping[str, Sequence[ast.expr]], deep: int = 3) -> str | None:
    """The text of an expression, what is filled in as ``…``; ``None`` for None itself."""
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            parts = [pattern(value, names, deep) or "" for value in values]
            return "".join(parts).replace(FILLED * 2, FILLED)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (pattern(left, names, deep) or "") + (pattern(right, names, deep) or "")
        case ast.IfExp(body=body, orelse=orelse):
            either = [pattern(one, names, deep) for one in (body, orelse)]
            return " / ".join(text for text in either if text) or None
        case ast.BoolOp(op=ast.Or(), values=values):
            either = [pattern(one, names, deep) for one in values]
            return " / ".join(text for text in either if text and text != FILLED) or FILLED
        case ast.Name(id=name) if deep and name in names:
            texts = [pattern(value, names, deep - 1) for value in names[name]]
            known = [text for text in texts if text and text != FILLED]
            return " / ".join(dict.fromkeys(known)) or FILLED
        case ast.FormattedValue(value=ast.Name(id=name)) if name in names:
            return pattern(ast.Name(name), names, deep)
        case _:
            return FILLED
