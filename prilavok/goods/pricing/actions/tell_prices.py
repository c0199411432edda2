"""Prices as told: in whatever currency, for now or for a moment to come.

Those in other currencies are kept as told and sell by the internal rate. Those of a price type that the platform owns
are not the outside system's to tell: they are passed over, with a warning.
"""

from collections.abc import Sequence

from django.utils.translation import gettext

from prilavok.base.bulk import one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.set_prices import Cause, compare, write_prices
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.plans.folding import fold_due_of
from prilavok.goods.pricing.plans.planning import plan_prices
from prilavok.goods.pricing.rates.foreign import convert, note_foreign
from prilavok.goods.pricing.values import PriceDifference, PriceRow, UpsertCounts


def set_prices(*, source: str, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Set prices as an outside system tells them; removed counts those that are not for sale any more."""
    require_unit()
    if not rows:
        return UpsertCounts()
    ours = dict(PriceType.objects.filter(owner=PriceType.Owner.PLATFORM).values_list("pk", "title"))
    theirs = [row for row in rows if row.price_type_id not in ours] if ours else rows
    done = put_prices(Cause(source=source), theirs)
    passed = {ours[row.price_type_id] for row in rows if row.price_type_id in ours} if ours else set()
    sentence = gettext("Prices of this type belong to the platform, they were passed over: {title}")
    return done + UpsertCounts(
        unchanged=len(rows) - len(theirs), warnings=tuple(sentence.format(title=title) for title in sorted(passed))
    )


def put_prices(cause: Cause, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Set prices, those with a moment to come from then on. Joins the unit."""
    require_unit()
    if not rows:
        return UpsertCounts()
    one_at_a_time("pricing.set")
    moment = cause.at or database_now()
    later = [row for row in rows if row.valid_from is not None and row.valid_from > moment]
    at_once = [row for row in rows if row.valid_from is None or row.valid_from <= moment] if later else rows
    fold_due_of([row.variant_id for row in at_once], moment)
    note_foreign(at_once)
    by_now = Cause(source=cause.source, who=cause.who, reason=cause.reason, at=moment)
    return write_prices(by_now, convert(at_once)) + plan_prices(cause, later)


def differences(rows: Sequence[PriceRow]) -> list[PriceDifference]:
    """What setting these prices would change; writes nothing."""
    return compare(convert(rows))
