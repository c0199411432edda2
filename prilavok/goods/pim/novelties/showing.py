"""The queue of novelties as people see it, and what cards need."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim import queries
from prilavok.goods.pim.models import Attribute, Requirement
from prilavok.goods.pim.novelties.reviewing import LACKING, review_all
from prilavok.goods.pim.novelties.values import CODES, USUAL, NoveltyCounts, NoveltyLine, NoveltyPage, RequirementView
from prilavok.goods.pim.values import ProductId

PAGE = 50
RECENT = 1000
TITLES = {
    "title": gettext_lazy("title"),
    "picture": gettext_lazy("picture"),
    "description": gettext_lazy("description"),
    "category": gettext_lazy("category on the site"),
    "price": gettext_lazy("price"),
    "brand": gettext_lazy("brand"),
    "article": gettext_lazy("article"),
    "barcode": gettext_lazy("barcode"),
    "vat": gettext_lazy("VAT rate"),
}
QUEUE = """
SELECT n.product_id, n.system, n.missing, n.arrived_at, n.shown_at, n.shown_by, count(*) OVER ()
FROM pim_novelty n JOIN pim_product p ON p.id = n.product_id AND NOT p.is_removed AND NOT p.is_stub
WHERE n.state = %(state)s AND (%(lacks)s = '' OR n.missing::text[] @> ARRAY[%(lacks)s])
    AND (NOT %(complete)s OR n.missing = '{}')
ORDER BY coalesce(n.shown_at, n.arrived_at) DESC, n.product_id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
INCOMPLETE = f"""
WITH {LACKING}
SELECT p.id, '', l.codes, p.created_at, NULL, '', count(*) OVER () FROM lacking l JOIN pim_product p ON p.id = l.id
WHERE cardinality(l.codes) > 0 AND (%(lacks)s = '' OR l.codes::text[] @> ARRAY[%(lacks)s])
ORDER BY p.created_at DESC, p.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - constants only
RECENTLY = """
SELECT id FROM pim_product WHERE NOT is_stub AND NOT is_removed AND NOT is_hidden AND NOT is_held
    AND created_at > now() - interval '30 days' ORDER BY id DESC LIMIT %s
"""
COUNTS = """
SELECT count(*) FILTER (WHERE n.state = 'waiting'), count(*) FILTER (WHERE n.state = 'waiting' AND n.missing = '{}'),
    count(*) FILTER (WHERE n.state = 'shown' AND n.shown_at > now() - interval '30 days'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM n.shown_at - n.arrived_at))
        FILTER (WHERE n.state = 'shown' AND n.shown_at > now() - interval '30 days')
FROM pim_novelty n JOIN pim_product p ON p.id = n.product_id AND NOT p.is_removed AND NOT p.is_stub
"""


def waiting_count() -> int:
    """How many new goods wait for enrichment. One query."""
    return int(fetch(COUNTS)[0][0])


def counts() -> NoveltyCounts:
    """How the queue stands. One query."""
    waiting, complete, shown, seconds = fetch(COUNTS)[0]
    hours = None if seconds is None else round(float(seconds) / 3600, 1)
    return NoveltyCounts(waiting=waiting, complete=complete, shown=shown, usual_hours=hours)


def queue(*, state: str, lacks: str = "", page: int = 1) -> NoveltyPage:
    """A page of what waits, of what is complete and waits, of what was shown, or of what is shown incomplete."""
    offset = (max(page, 1) - 1) * PAGE
    told: dict[str, Any] = {"lacks": lacks, "limit": PAGE, "offset": offset}
    if state == "incomplete":
        rows = fetch(INCOMPLETE, told | {"ids": numbers(row[0] for row in fetch(RECENTLY, [RECENT]))})
    else:
        kept = "shown" if state == "shown" else "waiting"
        rows = fetch(QUEUE, told | {"state": kept, "complete": state == "complete"})
    if not rows and page > 1:
        return queue(state=state, lacks=lacks)
    return NoveltyPage(lines=tuple(_lines(rows)), total_count=rows[0][6] if rows else 0)


def waiting_ids(*, state: str, lacks: str = "") -> list[int]:
    """Everything that waits and fits, whatever the page. One query."""
    told = {"lacks": lacks, "limit": None, "offset": 0, "state": "waiting", "complete": state == "complete"}
    return [row[0] for row in fetch(QUEUE, told)]


def _lines(rows: Sequence[tuple[Any, ...]]) -> list[NoveltyLine]:
    cards = queries.cards(product_ids=[row[0] for row in rows])
    titles = code_titles()
    return [
        NoveltyLine(
            product_id=ProductId(row[0]),
            title=cards[ProductId(row[0])].title,
            article=cards[ProductId(row[0])].article,
            system=row[1],
            image=next((image.tiny_url for image in cards[ProductId(row[0])].images), ""),
            missing=tuple(titles.get(code, code) for code in row[2]),
            arrived_at=row[3],
            shown_at=row[4],
            shown_by=row[5],
        )
        for row in rows
    ]


def code_titles() -> dict[str, str]:
    """What each code of a requirement is called, attributes too. One query."""
    named = Attribute.objects.filter(is_stub=False, is_archived=False).order_by("title").values_list("pk", "title")
    return {code: str(title) for code, title in TITLES.items()} | {f"attribute:{pk}": title for pk, title in named}


def requirements() -> list[RequirementView]:
    """What cards need: every card first, then by category."""
    titles = {node.category_id: node.title for node in [*queries.category_tree(), *queries.site_tree()]}
    rows = sorted(Requirement.objects.all(), key=lambda row: (row.category_id is not None, row.pk))
    return [
        RequirementView(
            category_id=row.category_id,
            category=_("Every product") if row.category_id is None else titles.get(row.category_id, "?"),  # type: ignore[call-overload]
            codes=tuple(row.codes),
        )
        for row in rows
    ]


def required_codes() -> list[str]:
    """Every code that some card needs. One query."""
    return sorted({code for row in Requirement.objects.all() for code in row.codes})


def require(*, category_id: int | None, codes: Sequence[str]) -> None:
    """Say what cards need in a category, or everywhere; no codes: nothing in particular. What waits is looked at."""
    require_unit()
    known = code_titles()
    chosen = [code for code in dict.fromkeys(codes) if code in CODES or code in known]
    if chosen or category_id is None:
        Requirement.objects.update_or_create(category_id=category_id, defaults={"codes": chosen})
    else:
        Requirement.objects.filter(category_id=category_id).delete()
    review_all()


def require_the_usual() -> None:
    """What every card needs until somebody says otherwise."""
    require_unit()
    Requirement.objects.get_or_create(category_id=None, defaults={"codes": list(USUAL)})


def missing_of(product_id: int) -> tuple[str, ...]:
    """What the card of one product lacks, for people; empty when it is complete."""
    rows = fetch(f"WITH {LACKING} SELECT codes FROM lacking", {"ids": numbers([product_id])})  # noqa: S608
    titles = code_titles() if rows and rows[0][0] else {}
    return tuple(titles.get(code, code) for code in (rows[0][0] if rows else ()))
