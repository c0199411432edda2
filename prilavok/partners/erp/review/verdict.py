"""Whether a staged package of goods is applied at once or waits for a person, and why.

A package that comes while an earlier one of its node waits, waits behind it: applied first, its facts would be
overwritten by older ones; and a package of changes may not be thrown away for a newer one, because 1C will not tell
those changes again.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.base.bulk import pieces
from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import CatalogueItem, Node, Package, PackageFile, Review, ReviewLine
from prilavok.partners.erp.review.judging import judge
from prilavok.partners.erp.review.looking import Change, Seen, look
from prilavok.partners.erp.review.rules import Policy, doubts
from prilavok.partners.erp.rules import wire
from prilavok.partners.erp.rules.kinds import rank
from prilavok.partners.erp.staging import absence

SENTENCES: Final = {
    "always": _("Every package of this node waits for a person's decision."),
    "behind": _("The package waits until the earlier package {package} is decided on."),
    "jumps": _("{count} prices of {of} change by more than {percent} %."),
    "zeros": _("{count} prices of {of} vanish or become zero."),
    "removed": _("{count} products are marked as removed."),
    "pictures": _("{count} pictures are taken away; more than {limit} wait for a person."),
}


def policy_of(node: Node) -> Policy:
    """When the node's packages wait."""
    return Policy(
        confirm=node.confirm,
        jump_percent=node.jump_percent,
        jumps_percent=node.jumps_percent,
        zeros_percent=node.zeros_percent,
        pictures_gone=node.pictures_gone,
        removed_percent=node.deletion_percent,
        removed_items=node.deletion_items,
    )


def verdict(package: Package) -> str:
    """Why the package waits, in a sentence or several; empty when it is applied at once. Opens a unit of its own."""
    policy = policy_of(package.node)
    earlier = _waiting_before(package)
    if earlier is not None:
        return _keep(package, {"behind": {"package": earlier.pk}}, behind=earlier)
    if policy.confirm == Node.Confirm.NEVER or (policy.confirm != Node.Confirm.ALWAYS and _is_first(package)):
        return ""
    files = _staged(package)
    reasons = doubts(judge(package, files, policy), policy)
    if policy.confirm == Node.Confirm.ALWAYS:
        reasons = {"always": {}} | reasons
    return _keep(package, reasons, look(package, files)) if reasons else ""


def told(reasons: Mapping[str, Mapping[str, int]]) -> str:
    """The reasons as people read them."""
    return " ".join(gettext(SENTENCES[code]).format(**numbers) for code, numbers in reasons.items())


def _waiting_before(package: Package) -> Package | None:
    waiting = Package.objects.filter(node=package.node_id, type=package.type, state=Package.State.REVIEW)
    return waiting.filter(pk__lt=package.pk).order_by("-pk").first()


def _is_first(package: Package) -> bool:
    """True when nothing was ever imported under these identifiers: there is nothing to be surprised by."""
    return not CatalogueItem.objects.filter(namespace=package.node.namespace).exists()


def _staged(package: Package) -> list[PackageFile]:
    files = PackageFile.objects.select_related("package__node").filter(
        package=package, is_staged=True, state=PackageFile.State.RUNNING
    )
    return sorted(files, key=lambda one: (rank(one.kind), wire.natural(one.name), one.pk))


def _keep(
    package: Package,
    reasons: Mapping[str, Mapping[str, int]],
    seen: Seen | None = None,
    *,
    behind: Package | None = None,
) -> str:
    totals = {part: dict(counts) for part, counts in seen.totals.items()} if seen else {}
    absent = absence.gone(package) if seen else 0
    if absent:
        totals.setdefault("product", {})["absent"] = absent
    fresh = {"behind": behind, "reasons": dict(reasons), "totals": totals, "decision": "", "created_at": database_now()}
    with unit():
        review, _made = Review.objects.update_or_create(package=package, defaults=fresh)
        review.lines.all().delete()
        for part, changes in seen.ranked().items() if seen else ():
            _keep_lines(review, part, changes)
    return told(reasons)


def _keep_lines(review: Review, part: str, changes: Sequence[Change]) -> None:
    cards = pim.variants(variant_ids=list({one.variant_id for one in changes if one.variant_id is not None}))
    places = _places(part, changes)
    lines = []
    for number, one in enumerate(changes, start=1):
        card = cards.get(one.variant_id) if one.variant_id is not None else None
        lines.append(
            ReviewLine(
                review=review,
                part=part,
                rank=number,
                title=(card.title if card else one.title)[:500],
                place=places.get(one.place, "")[:300],
                product_id=card.product_id if card else one.product_id,
                before=one.before,
                after=one.after,
                currency=one.currency,
                sense=one.sense,
                fields=list(one.fields),
            )
        )
    for piece in pieces(lines):
        ReviewLine.objects.bulk_create(piece)


def _places(part: str, changes: Sequence[Change]) -> dict[int, str]:
    if part == "price":
        return {view.price_type_id: view.title for view in pricing.price_types()}
    if part == "stock":
        found = stock.locations(location_ids=list({one.place for one in changes}))
        return {card.location_id: card.title for card in found.values()}
    return {}
