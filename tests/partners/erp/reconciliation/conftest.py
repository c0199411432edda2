"""The exchange's fixtures serve here too."""

from tests.protocols.conftest import _spool, nodes, one_c, retail

__all__ = ["_spool", "nodes", "one_c", "retail"]
