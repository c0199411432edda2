"""How a base exchanges: what its people set on the exchange page, kept in the simulators' database."""

from dataclasses import dataclass
from typing import Final

from sandbox.onec.bases import Base
from sandbox.state import Store

PORTION: Final = 500
RETRIES: Final = 3


@dataclass(frozen=True, kw_only=True)
class Options:
    """Cards in a portion; bytes in a chunk (0: the site's limit); how often a failed portion is sent again;
    whether the import is waited for; whether changes of prices and stock go as the short quick file."""

    portion: int = PORTION
    chunk: int = 0
    retries: int = RETRIES
    wait: bool = True
    quick: bool = False


def options_of(store: Store, base: Base) -> Options:
    """The options of a base."""
    return Options(**store.setting(f"base.{base.code}.options", {}))


def set_options(store: Store, base: Base, options: Options) -> None:
    """Keep the options of a base."""
    kept = {
        "portion": max(options.portion, 1),
        "chunk": max(options.chunk, 0),
        "retries": min(max(options.retries, 0), 10),
        "wait": options.wait,
        "quick": options.quick,
    }
    store.set_setting(f"base.{base.code}.options", kept)
