"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.stock.web import goods, places, regions

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
    path("stock/why/<int:variant_id>/<int:location_id>/", places.explain, name="explain"),
]
