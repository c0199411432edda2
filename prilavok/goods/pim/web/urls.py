"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.pim.web import views

app_name = "pim"
urlpatterns = [
    path("goods/categories/", views.show_categories, name="categories"),
    path("goods/<int:product_id>/edit/", views.edit_product, name="edit"),
    path("goods/<int:product_id>/pictures/add/", views.add_picture, name="add_picture"),
    path("goods/<int:product_id>/pictures/<slug:content_hash>/remove/", views.drop_picture, name="drop_picture"),
]
