"""What the room does when goods change elsewhere."""

from prilavok.base.events import reacts_to
from prilavok.goods.assortment import following
from prilavok.goods.pim.events import CategoriesChanged, ProductsChanged
from prilavok.goods.stock.events import LocationsChanged


@reacts_to(ProductsChanged, as_="assortment.learn_products")
def learn_products(event: ProductsChanged) -> None:
    """Brands and categories, as rules ask for them."""
    following.learn(event.product_ids)


@reacts_to(CategoriesChanged, as_="assortment.learn_categories")
def learn_categories(event: CategoriesChanged) -> None:
    """A branch that moved takes its goods under other rules."""
    following.learn_categories(event.category_ids)


@reacts_to(LocationsChanged, as_="assortment.learn_places")
def learn_places(event: LocationsChanged) -> None:
    """A store that opened, closed or changed its region changes what its region lists."""
    following.tell_ruled()
