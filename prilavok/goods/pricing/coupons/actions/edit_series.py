"""People make series and codes, change limits, stop and withdraw."""

from dataclasses import replace
from typing import Any, Final

from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch, pieces, texts
from prilavok.base.unit import part, require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.coupons import codes, rows
from prilavok.goods.pricing.coupons.errors import (
    SeriesNotUnderstood,
    SeriesUnknown,
    TooManyCodes,
    WordTaken,
    WordWrong,
)
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch, CouponHolder, CouponSeries
from prilavok.goods.pricing.coupons.values import Kind, SeriesDraft, SeriesId

MOST_CODES: Final = 100_000
PIECE: Final = 20_000
FIELDS: Final = (
    *("title", "promotion_id", "valid_from", "valid_to", "per_code", "per_person", "in_total", "min_total"),
    "comes_back",
)
MAKE: Final = """
INSERT INTO pricing_coupon (series_id, batch_id, digest, clear, tail, used)
SELECT %s, %s, decode(digest, 'hex'), clear, right(clear, 4), 0
FROM unnest(%s::text[], %s::text[]) AS told (digest, clear)
ON CONFLICT (digest) DO NOTHING RETURNING 1
"""
RECOUNT: Final = """
WITH live AS MATERIALIZED (
    SELECT coupon_id, persons FROM pricing_couponuserow WHERE series_id = %(series)s AND returned_at IS NULL
), code AS (
    UPDATE pricing_coupon c SET used = counted.uses
    FROM (SELECT c.id, count(live.coupon_id) AS uses FROM pricing_coupon c LEFT JOIN live ON live.coupon_id = c.id
          WHERE c.series_id = %(series)s GROUP BY c.id) AS counted
    WHERE c.id = counted.id AND c.used <> counted.uses
), person AS (
    INSERT INTO pricing_couponholder (series_id, person, used)
    SELECT %(series)s, person, count(*) FROM live, unnest(persons) AS person GROUP BY person
)
SELECT count(*) FROM live
"""


def save_series(*, series_id: int | None, draft: SeriesDraft, actor: Actor) -> SeriesId:
    """Write a new series, or change one; its kind and word stay. Joins the unit. Raises SeriesNotUnderstood, WordWrong,
    WordTaken, SeriesUnknown."""
    require_unit()
    draft = _understood(draft)
    if series_id is None:
        return _new(draft, actor)
    series = _locked(series_id)
    before = _told(series)
    for name in FIELDS:
        setattr(series, name, getattr(draft, name))
    CouponHolder.objects.filter(series=series).delete()
    ((live,),) = fetch(RECOUNT, {"series": series.pk})
    if series.in_total is not None and live > series.in_total:
        raise SeriesNotUnderstood(reason=_("It has been used %(count)s times already.") % {"count": live})
    series.used = live if series.in_total is not None else 0
    series.save()
    accounts.audit(actor, "coupons.changed", f"coupons:{series.pk}", before, _told(series))
    return SeriesId(series.pk)


def _new(draft: SeriesDraft, actor: Actor) -> SeriesId:
    fields = {name: getattr(draft, name) for name in FIELDS}
    series = CouponSeries.objects.create(**fields, kind=draft.kind, created_by=actor.name[:200])
    if draft.kind == Kind.WORD:
        _add_word(series, draft.word)
    accounts.audit(actor, "coupons.made", f"coupons:{series.pk}", after=_told(series) | {"word": draft.word})
    return SeriesId(series.pk)


def _add_word(series: CouponSeries, word: str) -> None:
    (digest,) = rows.new_digests([codes.skeleton(word)])
    try:
        with part():
            Coupon.objects.create(series=series, digest=digest, clear=word, tail=word)
    except IntegrityError:
        taken = Coupon.objects.select_related("series").get(digest=digest)
        raise WordTaken(word=word, title=taken.series.title) from None


def _understood(draft: SeriesDraft) -> SeriesDraft:
    title = " ".join(draft.title.split())[:200]
    if not title:
        raise SeriesNotUnderstood(reason=_("Give it a name."))
    if draft.valid_from and draft.valid_to and draft.valid_to <= draft.valid_from:
        raise SeriesNotUnderstood(reason=_("It ends before it begins."))
    word = "".join(draft.word.split()).upper()
    if draft.kind == Kind.WORD:
        skeleton = codes.skeleton(word)
        if not 3 <= len(word) <= codes.LONGEST or len(skeleton) != len(word) or codes.is_whole(skeleton):
            raise WordWrong
    return replace(draft, title=title, word=word if draft.kind == Kind.WORD else "", kind=Kind(draft.kind))


def make_codes(*, series_id: int, count: int, actor: Actor) -> int:
    """Make so many unique codes as a batch that can be taken out once; returns its id. Joins the unit."""
    require_unit()
    if not 1 <= count <= MOST_CODES:
        raise TooManyCodes(limit=MOST_CODES)
    series = _locked(series_id)
    if series.kind != Kind.UNIQUE:
        raise SeriesUnknown
    batch = CouponBatch.objects.create(series=series, count=count, made_by=actor.name[:200])
    left = count
    while left:
        left -= sum(_insert(series.pk, batch.pk, piece) for piece in pieces(codes.new_codes(left), PIECE))
    accounts.audit(actor, "coupons.codes_made", f"coupons:{series.pk}", after={"count": count, "batch": batch.pk})
    return int(batch.pk)


def _insert(series_id: int, batch_id: int, piece: tuple[str, ...]) -> int:
    digests = [digest.hex() for digest in rows.new_digests(piece)]
    return len(fetch(MAKE, [series_id, batch_id, texts(digests), texts(piece)]))


def stop_series(*, series_id: int, is_stopped: bool, actor: Actor) -> None:
    """Accept no coupon of the series any more, or again. Joins the unit."""
    require_unit()
    series = _locked(series_id)
    if series.is_stopped != is_stopped:
        series.is_stopped = is_stopped
        series.save(update_fields=["is_stopped"])
        deed = "coupons.stopped" if is_stopped else "coupons.resumed"
        accounts.audit(actor, deed, f"coupons:{series.pk}", after={"title": series.title})


def withdraw(*, coupon_id: int, actor: Actor) -> SeriesId:
    """Withdraw one coupon that was lost or given by mistake. Joins the unit. Raises SeriesUnknown."""
    require_unit()
    coupon = Coupon.objects.filter(pk=coupon_id).first()
    if coupon is None:
        raise SeriesUnknown
    open_one = Coupon.objects.filter(pk=coupon_id, withdrawn_at=None)
    if open_one.update(withdrawn_at=Now(), withdrawn_by=actor.name[:200]):
        accounts.audit(actor, "coupons.withdrawn", f"coupons:{coupon.series_id}", after={"coupon": coupon.tail})
    return SeriesId(coupon.series_id)


def _locked(series_id: int) -> CouponSeries:
    series = CouponSeries.objects.select_for_update().filter(pk=series_id).first()
    if series is None:
        raise SeriesUnknown
    return series


def _told(series: CouponSeries) -> dict[str, Any]:
    return {name: None if (value := getattr(series, name)) is None else str(value) for name in FIELDS}
