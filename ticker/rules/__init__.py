"""Which rules an item meets, and so which tags it earns. Pure: alerts ask the same of changes."""

from ticker.rules.matching import CompiledRules, compile_rules
from ticker.rules.reading import ReadRule, RuleFault, read_rule, rules_digest
from ticker.rules.scanning import Scan, scan_of

__all__ = [
    "CompiledRules",
    "ReadRule",
    "RuleFault",
    "Scan",
    "compile_rules",
    "read_rule",
    "rules_digest",
    "scan_of",
]
