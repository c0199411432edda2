"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.stock.web import goods, places

app_name = "stock"
urlpatterns = [
    path("goods/", goods.show_goods, name="goods"),
    path("goods/<int:product_id>/", goods.show_product, name="product"),
    path("stock/locations/", places.show_locations, name="locations"),
    path("stock/locations/<int:location_id>/", places.edit_location, name="location"),
    path("stock/why/<int:variant_id>/<int:location_id>/", places.explain, name="explain"),
]
