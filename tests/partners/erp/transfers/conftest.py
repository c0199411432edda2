"""A 1C of the central node that speaks."""

from tests.protocols.conftest import _spool, nodes, one_c, retail

__all__ = ["_spool", "nodes", "one_c", "retail"]
