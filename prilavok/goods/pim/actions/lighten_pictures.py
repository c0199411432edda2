"""Make AVIF of pictures when nobody waits for anything: an exchange that is bringing pictures goes first.

What is not made yet costs nobody a picture: its WebP is served. So nothing is deferred with a picture and nothing is
lost by a stop: the rows say what is left, also of pictures that came before there was any AVIF.
"""

import time
from typing import Final

from prilavok.base.bulk import fetch, texts
from prilavok.base.unit import unit
from prilavok.goods.pim.adapters import pictures

BATCH: Final = 20
COMING: Final = """
SELECT EXISTS (SELECT FROM pim_picture WHERE changed_at > statement_timestamp() - make_interval(secs => %s))
"""
LEFT: Final = "SELECT DISTINCT content_hash FROM pim_picture WHERE NOT is_light AND width > 0 LIMIT %s"
DONE: Final = (
    "UPDATE pim_picture SET is_light = true WHERE NOT is_light AND content_hash = ANY(%s::text[]) RETURNING key"
)


def lighten_pictures(*, budget_s: float, calm_s: float) -> int:
    """Make AVIF for at most `budget_s`, once no picture has come for `calm_s`; returns how many pictures were done."""
    done, until = 0, time.monotonic() + budget_s
    if fetch(COMING, [calm_s])[0][0]:
        return 0
    while time.monotonic() < until and (hashes := [row[0] for row in fetch(LEFT, [BATCH])]):
        made = []
        for one in hashes:
            pictures.lighten(one)
            made.append(one)
            if time.monotonic() >= until:
                break
        with unit():
            fetch(DONE, [texts(made)])
        done += len(made)
    return done
