"""The program as a whole: start-up, global options, errors, streams, completion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from ticker.cli.given import Command, Given
from ticker.cli.main import Program, program
from ticker.errors import StoreError, UsageError

HEAVY = ("ticker.api", "ticker.model", "rich", "sqlalchemy", "aiohttp", "alembic", "feedparser")


def shell(*args: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "TICKER_CONFIG"} | more
    return subprocess.run(
        [sys.executable, "-m", "ticker", *args],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        check=False,
        timeout=60,
    )


def raising(error: BaseException) -> Program:
    """A program of one command, which raises."""

    @click.command("fail", cls=Command)
    def fail() -> None:
        raise error

    class One(Program):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return fail

    @click.group(cls=One)
    @click.option("-v", "verbose", is_flag=True)
    @click.pass_context
    def failing(ctx: click.Context, verbose: bool) -> None:
        ctx.obj = Given(verbose=verbose)

    assert isinstance(failing, Program)
    return failing


@pytest.mark.parametrize("line", [["--help"], ["items", "--help"], ["poll", "--help"]])
def test_help_imports_nothing_heavy(line: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from ticker.cli.main import program\n"
        f"try: program.main({line!r})\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Usage: ticker" in done.stdout
    assert done.stderr == "[]\n"


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = shell("--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ticker, version ")


def test_no_command_is_wrong_usage_and_shows_the_help() -> None:
    done = CliRunner().invoke(program, [])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Asking:" in done.stderr


@pytest.mark.parametrize(
    ("error", "status", "lines"),
    [
        (
            UsageError("no such zone", where="--zone", hint="use UTC"),
            2,
            ["error: --zone: no such zone", "  hint: use UTC"],
        ),
        (StoreError("is damaged", where="a.db"), 3, ["error: a.db: is damaged"]),
        (UsageError("\x1b[31mred\nline"), 2, ["error: red line"]),
        (PermissionError(13, "Permission denied", "a.db"), 1, ["error: a.db: Permission denied"]),
        (
            ZeroDivisionError("division by zero"),
            1,
            [
                "error: unexpected ZeroDivisionError: division by zero",
                "  hint: -v shows the traceback; please report it",
            ],
        ),
        (KeyboardInterrupt(), 130, ["interrupted"]),
        (BrokenPipeError(), 0, []),
    ],
)
def test_an_error_is_one_line_and_a_hint(
    error: BaseException, status: int, lines: list[str]
) -> None:
    done = CliRunner().invoke(raising(error), ["fail"])
    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr.splitlines() == lines


@pytest.mark.parametrize("line", [["-v", "fail"], ["fail", "-v"]])
def test_v_shows_the_traceback(line: list[str]) -> None:
    done = CliRunner().invoke(raising(UsageError("wrong")), line)
    assert done.stderr.startswith("error: wrong\nTraceback")
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("line", "where", "told"),
    [
        (["itmes"], "ticker", "items"),
        (["items", "--sinse", "2h"], "ticker items", "--since"),
        (["items", "--limit", "many"], "ticker items", "--limit"),
        (["items", "--order", "oldset"], "ticker items", "oldest"),
        (["items", "--label", "vidoe"], "ticker items", "video"),
        (["history"], "ticker history", "ID"),
        (["history", "x"], "ticker history", "ID"),
        (["sql"], "ticker sql", "QUERY"),
        (["db", "downgrade"], "ticker db", "downgrade"),
    ],
)
def test_a_wrong_command_line_says_what_is_right(line: list[str], where: str, told: str) -> None:
    done = CliRunner().invoke(program, line)
    first, hint = done.stderr.splitlines()
    assert first.startswith(f"error: {where}: ")
    assert told in first
    assert hint == f"  hint: `{where} --help` shows what it takes"
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    feed = tmp_path / "page.txt"
    feed.write_text(
        "".join(f"{h:02}:{m:02}\nHeadline {h} {m}\n" for h in range(24) for m in range(60))
    )
    command = f"{sys.executable} -m ticker try page.txt --format jsonl"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | true"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_behind_the_output_is_a_failure(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ticker", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("error: standard output: No space left on device\n")


def test_a_narrow_encoding_is_no_crash(tmp_path: Path) -> None:
    page = "08:54\nПаром\n08:27\nШторм\n08:10\nDrei\n"
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    done = CliRunner(charset="latin-1").invoke(program, ["try", str(tmp_path / "page.txt")])
    assert done.exit_code == 0
    assert "\\u041f" in done.stdout


def completions(line: list[str], incomplete: str) -> list[str]:
    shell_complete = ShellComplete(program, {}, "ticker", "_TICKER_COMPLETE")
    return [item.value for item in shell_complete.get_completions(line, incomplete)]


def test_completion_knows_commands_words_and_sources(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[[sources]]\nname = "harbour"\nurl = "https://harbour.example/rss"\n'
        '[[sources]]\nname = "hill"\nurl = "https://hill.example/rss"\n'
    )
    assert completions([], "hi") == ["history"]
    assert completions(["items"], "--st") == ["--state"]
    assert completions(["items", "--state"], "d") == ["delisted"]
    assert completions(["--config", str(config), "poll"], "h") == ["harbour", "hill"]
    assert completions(["--config", str(config), "items", "--source"], "hi") == ["hill"]
    assert completions(["--config", str(tmp_path / "none.toml"), "poll"], "h") == []
