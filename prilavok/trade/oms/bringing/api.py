"""The door of bringing: what a store did not find comes from another one."""

from prilavok.trade.oms.bringing.instead import bring_missing, where_else

__all__ = ["bring_missing", "where_else"]
