"""The shelf follows the truth: what changed elsewhere is written here a moment later."""

from prilavok.base.events import reacts_to
from prilavok.doors.storefront.actions import write_shelf
from prilavok.goods.assortment.events import AssortmentChanged
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.stock.events import StockChanged
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.events import OrderPlaced


@reacts_to(ProductsChanged, as_="storefront.shelve_products")
def shelve_products(event: ProductsChanged) -> None:
    """Cards, categories, pictures, variants."""
    write_shelf.put_products(event.product_ids)


@reacts_to(PricesChanged, as_="storefront.shelve_prices")
def shelve_prices(event: PricesChanged) -> None:
    """Prices; a product without any leaves the listings."""
    write_shelf.put_prices(event.variant_ids)


@reacts_to(StockChanged, as_="storefront.shelve_stock")
def shelve_stock(event: StockChanged) -> None:
    """Free pieces by location."""
    if event.variant_ids:
        write_shelf.put_stock(event.variant_ids)


@reacts_to(AssortmentChanged, as_="storefront.shelve_assortment")
def shelve_assortment(event: AssortmentChanged) -> None:
    """Where it is listed, in which stores it counts as lying."""
    write_shelf.put_products(event.product_ids)


@reacts_to(OrderPlaced, as_="storefront.count_sale")
def count_sale(event: OrderPlaced) -> None:
    """What is bought rises in the listings."""
    order = next(iter(oms.orders(order_ids=[event.order_id]).values()), None)
    if order is not None:
        write_shelf.count_sale([line.variant_id for line in order.lines])
