"""What deeds of stock are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, declare_values, numbers
from prilavok.goods.stock import api
from prilavok.goods.stock.values import LocationId


def _places(keys: Collection[str]) -> dict[str, str]:
    found = api.locations(location_ids=[LocationId(key) for key in numbers(keys)])
    return {str(key): card.title for key, card in found.items()}


declare_subjects(
    {
        "location": SubjectKind(title="", names=_places),
        "transfer": SubjectKind(title=gettext_noop("Transfer")),
        "route": SubjectKind(title=gettext_noop("Route")),
        "term": SubjectKind(title=gettext_noop("Term of stock")),
    }
)
declare_values(dict.fromkeys(("location_id", "location", "stores", "places", "store"), _places))
