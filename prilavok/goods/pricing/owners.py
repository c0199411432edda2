"""Whose word prices are: decided for each list of an accounting system, kept with the list."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop

from prilavok.base.owners import BOTH, ERP, PLATFORM, Keeper, OwnedField, declare_owned
from prilavok.goods.pricing import price_lists, queries


def _scopes() -> Sequence[tuple[str, str]]:
    return [(str(one.price_type_id), one.title) for one in queries.price_types() if not one.is_ours]


def _current(scope: str) -> str:
    return next(one.owner for one in queries.price_types() if str(one.price_type_id) == scope)


def _choose(scope: str, owner: str) -> int:
    known = next(one for one in queries.price_types() if str(one.price_type_id) == scope)
    return int(price_lists.keep_type(price_type_id=known.price_type_id, owner=owner, is_cost=known.is_cost))


declare_owned(
    OwnedField(
        thing="price",
        field="base",
        thing_title=gettext_noop("Price"),
        title=gettext_noop("Base price"),
        owners=(ERP, BOTH, PLATFORM),
        usual=ERP,
        screen="pricing:types",
        means=(
            (ERP, gettext_noop("The exchange sets prices; changes by hand are refused.")),
            (BOTH, gettext_noop("The exchange and people set prices; the last word stands.")),
            (PLATFORM, gettext_noop("People set prices; what the exchange tells is passed over with a warning.")),
        ),
        keeper=Keeper(scopes=_scopes, current=_current, choose=_choose),
    )
)
