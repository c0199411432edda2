"""What the storefront says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="storefront", title="Storefront", floor="doors", owns=("shelf", "search index")))

for event, source, reaction, carries in (
    ("pim.products_changed", "pim", "shelve", "Product cards"),
    ("pricing.prices_changed", "pricing", "shelve", "Prices"),
    ("stock.stock_changed", "stock", "shelve", "Stock by location"),
    ("assortment.changed", "assortment", "shelve", "What is sold where"),
    ("reviews.review_published", "reviews", "rate_published", "Stars of reviews"),
    ("reviews.review_hidden", "reviews", "rate_hidden", "Stars of reviews"),
    ("recommendations.popularity_changed", "recommendations", "rank_popularity", "What sells"),
):
    declare_flow(
        Flow(
            code=f"event:{event}>storefront.{reaction}",
            source=source,
            target="storefront",
            carries=carries,
            promise_s=2,
            events=(event,),
        )
    )
