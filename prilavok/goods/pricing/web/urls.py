"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.pricing.web import views

app_name = "pricing"
urlpatterns = [
    path("prices/", views.show_types, name="types"),
    path("prices/types/<int:price_type_id>/role/", views.choose_role, name="role"),
    path("prices/rates/", views.show_rates, name="rates"),
    path("prices/rates/add/", views.add_rate, name="add_rate"),
    path("prices/rates/rounding/", views.set_rounding, name="rounding"),
    path("prices/<int:variant_id>/", views.show_history, name="history"),
]
