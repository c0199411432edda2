"""Rows of coupons as values, and how codes are found: by a keyed digest of their skeleton.

The key is the platform's secret: whoever reads the tables cannot find the codes by trying them all. After the secret
was changed the former one stays among the fallbacks as long as codes of its time live.
"""

import hmac
from collections.abc import Iterable, Iterator
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from prilavok.base.bulk import fetch
from prilavok.base.money import RUB, Money
from prilavok.goods.pricing.coupons import codes
from prilavok.goods.pricing.coupons.models import CouponSeries
from prilavok.goods.pricing.coupons.values import CouponId, Entered, Kind, SeriesDraft, SeriesId

SALT: Final = "prilavok.pricing.coupon"
USABLE: Final = """
SELECT c.id, s.id, s.promotion_id, s.title, c.clear, c.tail, s.kind, s.min_total
FROM pricing_coupon c JOIN pricing_couponseries s ON s.id = c.series_id
WHERE {0} AND c.withdrawn_at IS NULL AND NOT s.is_stopped
    AND (s.valid_from IS NULL OR s.valid_from <= statement_timestamp())
    AND (s.valid_to IS NULL OR statement_timestamp() < s.valid_to)
    AND (s.per_code IS NULL OR c.used < s.per_code) AND (s.in_total IS NULL OR s.used < s.in_total)
ORDER BY c.id
"""
BY_DIGEST: Final = USABLE.format("c.digest = ANY(%s)")
BY_ID: Final = USABLE.format("c.id = ANY(%s::bigint[])")


def digests(skeletons: Iterable[str]) -> list[bytes]:
    """The digests under which the skeletons may stand: by the secret of now and by the former ones."""
    return [
        hmac.digest(_key(secret), skeleton.encode(), "sha256")
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        for skeleton in skeletons
    ]


def new_digests(skeletons: Iterable[str]) -> Iterator[bytes]:
    """The digests under which new codes are kept."""
    key = _key(settings.SECRET_KEY)
    return (hmac.digest(key, skeleton.encode(), "sha256") for skeleton in skeletons)


def _key(secret: str | bytes) -> bytes:
    return salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest()


def shown(kind: str, clear: str, tail: str) -> str:
    """How a coupon is named: a word as it is, a code by its last group."""
    return clear if kind == Kind.WORD else codes.masked(tail)


def draft_of(row: CouponSeries, word: str) -> SeriesDraft:
    """A series as it was described."""
    return SeriesDraft(
        title=row.title,
        kind=row.kind,
        word=word,
        promotion_id=row.promotion_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        per_code=row.per_code,
        per_person=row.per_person,
        in_total=row.in_total,
        min_total=row.min_total,
        comes_back=row.comes_back,
    )


def usable(sql: str, wanted: object) -> list[Entered]:
    """Coupons that may be used now, by one of the statements above. One query."""
    return [
        Entered(
            coupon_id=CouponId(coupon_id),
            series_id=SeriesId(series_id),
            promotion_id=promotion_id,
            title=title,
            shown=shown(kind, clear, tail),
            min_total=None if least is None else Money(least, RUB),
        )
        for coupon_id, series_id, promotion_id, title, clear, tail, kind, least in fetch(sql, [wanted])
    ]
