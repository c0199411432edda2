"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.pricing.web import coupons, legends, views

app_name = "pricing"
urlpatterns = [
    path("prices/", views.show_types, name="types"),
    path("prices/types/<int:price_type_id>/role/", views.choose_role, name="role"),
    path("prices/rates/", views.show_rates, name="rates"),
    path("prices/rates/add/", views.add_rate, name="add_rate"),
    path("prices/rates/rounding/", views.set_rounding, name="rounding"),
    path("coupons/", coupons.show_coupons, name="coupons"),
    path("coupons/new/", coupons.new_series, name="new_series"),
    path("coupons/<int:series_id>/", coupons.show_series, name="series"),
    path("coupons/<int:series_id>/edit/", coupons.edit_series, name="edit_series"),
    path("coupons/<int:series_id>/make/", coupons.make_codes, name="make_codes"),
    path("coupons/<int:series_id>/stop/", coupons.stop_series, name="stop_series"),
    path("coupons/batches/<int:batch_id>/codes/", coupons.export_codes, name="export_codes"),
    path("coupons/codes/<int:coupon_id>/withdraw/", coupons.withdraw, name="withdraw_coupon"),
    path("legends/", legends.show_legends, name="legends"),
    path("legends/<int:legend_id>/", legends.show_legend, name="legend"),
    path("legends/<int:legend_id>/archive/", legends.archive_legend, name="archive_legend"),
    path("prices/<int:variant_id>/", views.show_history, name="history"),
]
