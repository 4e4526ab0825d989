"""The version of the installed distribution, ``tickerwire``."""

from importlib.metadata import version

__version__ = version("tickerwire")
