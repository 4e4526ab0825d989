"""The command line: one file a command group."""

from ticker.cli.main import main

__all__ = ["main"]
