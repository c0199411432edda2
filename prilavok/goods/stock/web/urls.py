"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.stock.web import goods, places, queue, regions, routes, safety, terms, transfers, why

app_name = "stock"
urlpatterns = [
    path("goods/", goods.show_goods, name="goods"),
    path("goods/<int:product_id>/", goods.show_product, name="product"),
    path("stock/locations/", places.show_locations, name="locations"),
    path("stock/locations/<int:location_id>/", places.edit_location, name="location"),
    path("stock/regions/", regions.show_regions, name="regions"),
    path("stock/regions/keep/", regions.keep, name="keep_region"),
    path("stock/regions/<slug:code>/drop/", regions.drop, name="drop_region"),
    path("stock/regions/cities/", regions.arrange_cities, name="arrange_cities"),
    path("stock/regions/place/", regions.move_place, name="move_place"),
    path("stock/safety/", safety.show_safety, name="safety"),
    path("stock/safety/keep/", safety.keep, name="keep_safety"),
    path("stock/safety/<int:rule_id>/drop/", safety.drop, name="drop_safety"),
    path("stock/terms/", terms.show_terms, name="terms"),
    path("stock/terms/keep/", terms.keep, name="keep_term"),
    path("stock/queue/", queue.show_queue, name="queue"),
    path("stock/queue/keep/", queue.keep, name="keep_queue"),
    path("stock/locations/<int:location_id>/doubt/", places.doubt, name="doubt"),
    path("stock/why/<int:variant_id>/<int:location_id>/", why.explain, name="explain"),
    path("stock/transfers/", transfers.show_transfers, name="transfers"),
    path("stock/transfers/new/", transfers.new_transfer, name="new_transfer"),
    path("stock/transfers/discrepancies/", transfers.show_discrepancies, name="discrepancies"),
    path("stock/transfers/discrepancies/<int:discrepancy_id>/", transfers.settle, name="settle"),
    path("stock/transfers/<int:transfer_id>/", transfers.show_transfer, name="transfer"),
    path("stock/transfers/<int:transfer_id>/cancel/", transfers.cancel, name="cancel_transfer"),
    path("stock/transfers/<int:transfer_id>/known/", transfers.tell_known, name="transfer_known"),
    path("stock/routes/", routes.show_routes, name="routes"),
    path("stock/routes/keep/", routes.keep, name="keep_route"),
    path("stock/routes/<int:route_id>/drop/", routes.drop, name="drop_route"),
    path("stock/routes/shares/", routes.set_shares, name="set_shares"),
]
