"""Find the rules: the built-in families and third parties come in by the same entry-point group.

An entry point of group ``spincheck.rules`` names a Rule, a list of Rules, or a function that returns one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import entry_points

from spincheck.errors import ConfigError
from spincheck.rules.base import Rule

GROUP = "spincheck.rules"


def rules_of_package(package: str) -> list[Rule]:
    """All rules declared in the modules of a package, sorted by code. Modules beginning with _ are skipped.

    A module declares a rule as a module-level :class:`Rule`, or several as a list or tuple named ``RULES``.
    """
    found: dict[str, Rule] = {}
    root = importlib.import_module(package)
    for module in pkgutil.iter_modules(root.__path__):
        if module.name.startswith("_"):
            continue
        for value in vars(importlib.import_module(f"{package}.{module.name}")).values():
            for candidate in value if isinstance(value, list | tuple) else (value,):
                if isinstance(candidate, Rule):
                    known = found.setdefault(candidate.code, candidate)
                    if known is not candidate:
                        raise ConfigError(f"rule code {candidate.code} is declared twice in {package}")
    return [found[code] for code in sorted(found)]


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every installed rule, sorted by code.

    Raises ConfigError when two packages claim one code or a plugin cannot be loaded.
    """
    found: dict[str, Rule] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        try:
            loaded = entry.load()
            declared: Rule | Iterable[Rule] = loaded if isinstance(loaded, Rule | list | tuple) else loaded()
        except Exception as error:  # a broken plugin must be named, whatever it raises
            raise ConfigError(f"rule plugin {entry.name!r} ({entry.value}) cannot be loaded: {error}") from error
        for one in (declared,) if isinstance(declared, Rule) else declared:
            if one.code in found and found[one.code] is not one:
                raise ConfigError(f"rule code {one.code} is claimed twice, the second time by plugin {entry.name!r}")
            found[one.code] = one
    return tuple(found[code] for code in sorted(found))
