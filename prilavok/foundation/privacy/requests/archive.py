"""Everything that we hold about a person, as one zip: a page to read and a file for machines.

Every room answers for its own; the archive is made when it is asked for and kept nowhere.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from prilavok.base.archives import packed
from prilavok.base.clock import now
from prilavok.base.money import Money
from prilavok.base.personal import holdings
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.privacy import settings
from prilavok.foundation.privacy.requests.asking import whose

DAY_S: Final = 24 * 3600


def archive(person_id: int) -> bytes:
    """The zip. Raises NoLongerAPerson."""
    known = whose(person_id)
    told = [
        {
            "code": one.code,
            "title": _(one.title),
            "why": _(one.why),
            "stays": _(one.stays) if one.stays else "",
            "rows": [_plain(row) for row in one.gather(known)],
        }
        for one in holdings()
    ]
    made_at = timezone.localtime(now())
    as_data = {"made_at": made_at.isoformat(), "person": person_id, "data": told}
    page = render_to_string("privacy/archive.html", {"told": told, "made_at": made_at})
    return packed(
        {
            "data.json": msgspec.json.format(msgspec.json.encode(as_data), indent=2),
            "index.html": page.encode(),
        }
    )


def spend_export(person_id: int) -> None:
    """So many downloads a day. Raises TooManyTries; opens a unit of its own."""
    accounts.spend_guess(kind="data-export", subjects=[str(person_id)], tries=settings.EXPORTS_PER_DAY, window_s=DAY_S)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(one) for one in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
