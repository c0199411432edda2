"""What stands in the place of each parameter of an address: always the other's object, buyer B's, of store 2.

A new parameter is taught here; a route with an unknown one fails the matrix.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps

from prilavok.base.flows import flows
from prilavok.base.models import Delivery
from prilavok.foundation.messaging.api import stop_link
from prilavok.foundation.messaging.values import Kind
from prilavok.goods.pricing import api as pricing
from tests.hostile.routes import Route
from tests.hostile.world import CANARY_PHONE, World


@dataclass(frozen=True)
class Target:
    """A value and whose it is: `store` of the scope, `person` of the owner; None for nobody's in particular."""

    value: Any
    store: int | None = None
    person: int | None = None


def _order(what: str) -> Callable[[World], Target]:
    def find(world: World) -> Target:
        value = getattr(world.order_b, what)
        return Target(value, store=world.store_2, person=world.actors["buyer_b"].person_id)

    return find


def _any(label: str, *, attribute: str = "pk", **where: Any) -> Callable[[World], Target]:
    """Some row of a table; what is nobody's in particular."""

    def find(world: World) -> Target:
        row = apps.get_model(label).objects.filter(**where).order_by("pk").first()
        if row is None:
            raise LookupError(f"the world of the matrix has no {label}")
        return Target(getattr(row, attribute))

    return find


def _of_buyer_b(label: str) -> Callable[[World], Target]:
    """The only row of a table, of buyer B's account."""

    def find(world: World) -> Target:
        return Target(apps.get_model(label).objects.get().pk, person=world.actors["buyer_b"].person_id)

    return find


def _of_order_b(label: str) -> Callable[[World], Target]:
    """The only row of a table, about an order of store 2."""

    def find(world: World) -> Target:
        return Target(apps.get_model(label).objects.get().pk, store=world.store_2)

    return find


def _of_store_2(label: str) -> Callable[[World], Target]:
    """The first row of a table, of a transfer that leaves store 2."""

    def find(world: World) -> Target:
        return Target(apps.get_model(label).objects.order_by("pk")[0].pk, store=world.store_2)

    return find


def _receipt(world: World) -> Target:
    row = apps.get_model("receipts.Receipt").objects.get(location_id=world.store_2)
    return Target(row.pk, store=world.store_2, person=world.actors["buyer_b"].person_id)


TAUGHT: dict[str, Callable[[World], Target]] = {
    "order_id": _order("order_id"),
    "number": _order("number"),
    "token": _order("token"),
    "location_id": lambda world: Target(world.store_2, store=world.store_2),
    "store_id": lambda world: Target(world.store_2, store=world.store_2),
    "product_id": lambda world: Target(world.product_id),
    "variant_id": lambda world: Target(world.variant_id),
    "price_type_id": lambda world: Target(pricing.price_types()[0].price_type_id),
    "office:price_rule.rule_id": _any("pricing.PriceRule"),
    "office:price_rule_drop.rule_id": _any("pricing.PriceRule"),
    "pricing:plan.plan_id": _any("pricing.PricePlan"),
    "pricing:cancel_plan.plan_id": _any("pricing.PricePlan"),
    "planned_id": _any("pricing.PlannedPrice"),
    "repricing_id": _any("pricing.Repricing"),
    "content_hash": lambda world: Target("0" * 40),
    "pim:drop_document.key": lambda world: Target("0" * 40),
    "person_id": lambda world: Target(world.actors["operator"].person_id),
    "delivery_id": lambda world: Target(Delivery.objects.values_list("pk", flat=True).first() or 1),
    "path": lambda world: Target("nothing/here.webp"),
    "message_id": _any("messaging.Message", to=CANARY_PHONE),
    "template_id": _any("messaging.Template"),
    "customer_id": _any("crm.Customer", phone=CANARY_PHONE),
    "package_id": _any("erp.Package"),
    "file_id": _any("erp.PackageFile"),
    "node_id": _any("erp.Node"),
    "export_id": _any("erp.Export"),
    "receipt_id": _receipt,
    "erp:table.package_id": _any("erp.Package", type="upload"),
    "erp:table_template.kind": lambda world: Target("goods"),
    "review_id": _any("crm.Review"),
    "incident_id": _any("erp.Incident"),
    "session_id": _any("erp.Session"),
    "line_id": _any("erp.CallLine"),
    "mentioned_id": _any("erp.Mentioned"),
    "check_id": _any("erp.ConnectionCheck"),
    "run_id": _any("erp.Reconciliation"),
    "repair_id": _any("erp.Repair"),
    "erp:difference.difference_id": _of_order_b("erp.Difference"),
    "erp:reconciliation_table.form": lambda world: Target("csv"),
    "stock:drop_region.code": lambda world: Target("north"),
    "stock:drop_safety.rule_id": _any("stock.SafetyRule"),
    "code": lambda world: Target("price_zero"),
    "erp:conflict.conflict_id": _of_order_b("erp.Conflict"),
    "erp:settle_conflict.conflict_id": _of_order_b("erp.Conflict"),
    "erp:settle_doubt.doubt_id": _of_order_b("erp.StockDoubt"),
    "erp:dismiss_document.document_id": _of_order_b("erp.IncomingDocument"),
    "refund_id": _of_order_b("payments.Refund"),
    "pim:decide_conflict.conflict_id": _any("pim.Conflict"),
    "pim:merge.gone_id": _any("pim.Product", article="AX-2"),
    "pim:take_apart.merge_id": _any("pim.Merge"),
    "transfer_id": _of_store_2("stock.Transfer"),
    "discrepancy_id": _of_store_2("stock.Discrepancy"),
    "stock:drop_route.route_id": _any("stock.Route"),
    "tree_id": _any("pim.SiteTree"),
    "category_id": _any("pim.SiteCategory"),
    "mask_id": _any("oms.NumberMask"),
    "entity_id": _any("oms.LegalEntity"),
    "source_id": _any("oms.OrderSource"),
    "series_id": _any("pricing.CouponSeries"),
    "batch_id": _any("pricing.CouponBatch"),
    "coupon_id": _any("pricing.Coupon"),
    "legend_id": _any("pricing.Legend"),
    "promotion_id": _any("pricing.Promotion"),
    "trial_id": _any("marketing.Trial"),
    "segment_id": _any("marketing.Segment"),
    "marketing:new.kind": lambda world: Target("price_percent"),
    "role_id": _any("accounts.Role"),
    "storefront:product.slug": _any("pim.Product", attribute="slug"),
    "storefront:others.slug": _any("pim.Product", attribute="slug"),
    "storefront:category.slug": _any("pim.Category", attribute="slug"),
    "storefront:landing.slug": _any("storefront.Landing", attribute="slug"),
    "storefront:landing_city.slug": lambda world: Target("arkhangelsk"),
    "storefront:stop_waiting.token": lambda world: Target("nobody-waits-under-this"),
    "reviews:review.review_id": _any("reviews.Review"),
    "reviews:decide.review_id": _any("reviews.Review"),
    "reviews:answer.review_id": _any("reviews.Review"),
    "reviews:undo.review_id": _any("reviews.Review"),
    "reviews:undo.decision_id": _any("reviews.Decision"),
    "storefront:vote_review.review_id": _any("reviews.Review"),
    "storefront:review_invitation.token": _any("reviews.Invitation", attribute="token"),
    "storefront:shared_wishes.token": _any("wishes.WishList", attribute="share_token"),
    "storefront:reviews.slug": _any("pim.Product", attribute="slug"),
    "storefront:reviews_part.slug": _any("pim.Product", attribute="slug"),
    "storefront:write_review.slug": _any("pim.Product", attribute="slug"),
    "storefront:withdraw_review.slug": _any("pim.Product", attribute="slug"),
    "storefront:basket_back.link": lambda world: Target("nobody-put-this-aside"),
    "landing_id": _any("storefront.Landing"),
    "address_id": _of_buyer_b("accounts.Address"),
    "recipient_id": _of_buyer_b("accounts.Recipient"),
    "passkey_id": _of_buyer_b("accounts.Passkey"),
    "storefront:stop.token": lambda world: Target(stop_link(CANARY_PHONE, Kind.GOODS).rsplit("/", 2)[-2]),
    "request_id": _any("privacy.Request"),
    "text_code": lambda world: Target("policy"),
    "version": lambda world: Target(1),
    "buyer_id": lambda world: Target(world.actors["buyer_b"].person_id, person=world.actors["buyer_b"].person_id),
    "edit_id": _any("assortment.Edit"),
    "bundle_id": _any("bundles.Bundle"),
    "storefront:landing_region.code": lambda world: Target("sever"),
    "oms:status.code": lambda world: Target("new"),
}
# What an address needs in its query to have something to show.
ASKED: dict[str, Callable[[], str]] = {"contour:flow": lambda: "?" + urlencode({"code": flows()[0].code})}
SHELL: dict[str, Any] = {"int": 1, "uuid": "00000000-0000-4000-8000-000000000000", "slug": "x", "path": "x", "str": "1"}


def targets(route: Route, world: World) -> dict[str, Target]:
    """A target for each parameter. Raises LookupError for a parameter that nobody has taught."""
    if route not in world.targets:  # whatever a request changes is undone, so they stay as they are
        world.targets[route] = _found(route, world)
    return world.targets[route]  # type: ignore[no-any-return]


def _found(route: Route, world: World) -> dict[str, Target]:
    found = {}
    for name, kind in route.parameters:
        teach = TAUGHT.get(f"{route.name}.{name}") or TAUGHT.get(name)
        if route.is_wagtail:
            found[name] = Target(SHELL.get(kind, "1"))
        elif teach is None:
            raise LookupError(f"{route}: teach tests/hostile/objects.py the parameter {name!r} of {route.name!r}")
        else:
            found[name] = teach(world)
    return found
