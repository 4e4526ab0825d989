"""The global options, as given before or after the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

MOST = 2**63 - 1
"""The largest number that a store holds, of ids and limits alike."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Given:
    """What the global options said; ``None`` where they were left out."""

    config: str | None = None
    database: str | None = None
    zone: str | None = None
    verbose: bool = False


def _options(*, hidden: bool, keep: Callable[..., Any] | None = None) -> list[click.Option]:
    """The global options; after a command they are `hidden` in its help, and `keep` takes them."""
    extra: dict[str, Any] = {"hidden": hidden, "callback": keep, "expose_value": keep is None}
    return [
        click.Option(
            ["--config"],
            metavar="FILE",
            help="The configuration.  [default: $TICKER_CONFIG, else ./config.toml, else the one "
            "in the platform's config folder]",
            type=click.Path(),
            **extra,
        ),
        click.Option(
            ["--database"],
            metavar="URL",
            help="The store: sqlite:///FILE or a file name.  [default: from the configuration]",
            **extra,
        ),
        click.Option(
            ["--zone"],
            metavar="ZONE",
            help="How times are read and shown: local, or like Europe/Kyiv.  [default: from the "
            "configuration]",
            **extra,
        ),
        click.Option(["-v", "--verbose"], is_flag=True, help="Show tracebacks of errors.", **extra),
    ]


def with_globals(function: Decorated) -> Decorated:
    """The global options on the program itself."""
    for option in reversed(_options(hidden=False)):
        function = _with(function, option)
    return function


def _with(function: Decorated, option: click.Option) -> Decorated:
    # What click.option does with an option that is built already.
    params: list[click.Parameter] = getattr(function, "__click_params__", [])
    function.__click_params__ = [*params, option]  # type: ignore[attr-defined]  # click's own hook
    return function


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Put a global option that follows the command where all commands look."""
    if value in {None, False}:
        return
    said: dict[str, Any] = {str(param.name): value}
    given = replace(ctx.ensure_object(Given), **said)
    place: click.Context | None = ctx
    while place is not None:
        place.obj = given
        place = place.parent


def _taking_globals(command: click.Command) -> None:
    own = {option for param in command.params for option in param.opts}
    command.params += [o for o in _options(hidden=True, keep=_keep) if not own & set(o.opts)]


class Command(click.Command):
    """A command that takes the global options after its name, too.

    An option of its own of the same name wins: `--zone` of `try` is the zone of the source.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _taking_globals(self)


class Group(click.Group):
    """A group of such commands, which takes them, too."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _taking_globals(self)
