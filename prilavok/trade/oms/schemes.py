"""What the room's own screens do with the status scheme; other rooms read it by `api.scheme`."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.trade.oms.actions import edit_scheme as _scheme
from prilavok.trade.oms.queries import orders as _orders
from prilavok.trade.oms.values import SchemeRevisionView, StatusWords, Terms


def scheme_revisions() -> list[SchemeRevisionView]:
    """When the scheme was edited and by whom, newest first."""
    return _orders.scheme_revisions()


def edit_status(*, code: str, words: StatusWords, actor: Actor, buyer_may: Sequence[str] | None = None) -> int:
    """Rename a status, change its message or what its customer may do; returns the new revision. Joins the unit."""
    return _scheme.edit_status(code=code, words=words, buyer_may=buyer_may, actor=actor)


def words_of(code: str) -> StatusWords:
    """How a status is worded in every language. Raises StatusUnknown."""
    return _orders.words_of(code)


def terms() -> Terms:
    """How long goods are held for an order."""
    return _orders.terms()


def edit_terms(*, terms: Terms, actor: Actor) -> int:
    """Change how long goods are held, for orders from now on; returns the scheme's new revision. Joins the unit."""
    return _scheme.edit_terms(terms=terms, actor=actor)
