"""Which form of documents a node gets: the version both sides speak, containers or none, namespace, encoding."""

from dataclasses import dataclass
from typing import Final

OURS: Final = ("2.08", "2.09", "2.10", "3.1")
NEWEST_2: Final = "2.10"


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a node wants its documents: schema version, namespace or none, container or none, encoding."""

    version: str
    with_namespace: bool
    in_container: bool
    encoding: str

    @property
    def is_3(self) -> bool:
        """True for the namespace of 3.1."""
        return self.version.startswith("3")


def agreed(said: str) -> str:
    """The version we answer to a client that says its own: the same where we speak it, else the nearest below."""
    wanted = _places(said)
    if wanted is None:
        return NEWEST_2
    known = [one for one in OURS if (_places(one) or (0, 0)) <= wanted]
    return known[-1] if known else OURS[0]


def _places(version: str) -> tuple[int, int] | None:
    major, _, minor = version.strip().partition(".")
    if not (major.isascii() and major.isdecimal() and minor.isascii() and minor[:2].isdecimal()):
        return None
    return int(major), int(minor[:2])
