"""config.toml -> Config: finding, reading and editing one."""

from ticker.config.editing import add_source, remove_source, write_config
from ticker.config.finding import find_config
from ticker.config.keys import INACTIVE, KEYS
from ticker.config.reading import load, load_text
from ticker.config.starter import starter
from ticker.config.text import read_text
from ticker.config.units import duration_text, read_duration, read_size
from ticker.config.zones import machine_zone, read_zone

__all__ = [
    "INACTIVE",
    "KEYS",
    "add_source",
    "duration_text",
    "find_config",
    "load",
    "load_text",
    "machine_zone",
    "read_duration",
    "read_size",
    "read_text",
    "read_zone",
    "remove_source",
    "starter",
    "write_config",
]
