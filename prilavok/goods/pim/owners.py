"""Whose word the fields of goods are: decided for each outside system, kept in `sources`."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop

from prilavok.base.owners import ERP, IF_EMPTY, SITE, Keeper, OwnedField, declare_owned
from prilavok.goods.pim.sources import owning, settings
from prilavok.goods.pim.sources.values import USUAL, choices

TITLES = {
    "title": gettext_noop("Title"),
    "description": gettext_noop("Description"),
    "brand": gettext_noop("Brand"),
    "attributes": gettext_noop("Properties"),
    "pictures": gettext_noop("Pictures"),
    "category": gettext_noop("Category on the site"),
}
MEANS = (
    (ERP, gettext_noop("The ERP's word is shown, ours is put aside and comes back with another choice.")),
    (
        SITE,
        gettext_noop(
            "What stands now, or comes first with a new product, becomes ours; later words of the ERP are kept"
            " for staff, not shown."
        ),
    ),
    (IF_EMPTY, gettext_noop("Our word where there is one, the ERP's where there is none.")),
)


def _scopes() -> Sequence[tuple[str, str]]:
    return [(one.system, one.title) for one in settings.sources()]


def _keeper(field: str) -> Keeper:
    return Keeper(
        scopes=_scopes,
        current=lambda scope: settings.source(scope).owner(field),
        choose=lambda scope, owner: owning.choose_owner(system=scope, field=field, owner=owner),
    )


declare_owned(
    *(
        OwnedField(
            thing="product",
            field=field,
            thing_title=gettext_noop("Product"),
            title=title,
            owners=choices(field),
            usual=USUAL[field],
            screen="pim:sources",
            means=MEANS,
            keeper=_keeper(field),
        )
        for field, title in TITLES.items()
    )
)
