"""What the room says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="assortment", title="Assortment", floor="goods", owns=("what is sold where",)))

for event, source, reaction, carries in (
    ("pim.products_changed", "pim", "learn_products", "Product cards"),
    ("pim.categories_changed", "pim", "learn_categories", "Categories"),
    ("stock.locations_changed", "stock", "learn_places", "Stores"),
):
    declare_flow(
        Flow(
            code=f"event:{event}>assortment.{reaction}",
            source=source,
            target="assortment",
            carries=carries,
            promise_s=2,
            events=(event,),
        )
    )
