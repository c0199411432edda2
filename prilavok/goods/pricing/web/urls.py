"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.pricing.web import coupons, legends, plans, rates, repricing, types, views

app_name = "pricing"
urlpatterns = [
    path("prices/", types.show_types, name="types"),
    path("prices/types/add/", types.add_type, name="add_type"),
    path("prices/types/<int:price_type_id>/", types.show_type, name="type"),
    path("prices/types/<int:price_type_id>/owner/", types.keep_type, name="keep_type"),
    path("prices/types/<int:price_type_id>/rounding/", types.round_type, name="round_type"),
    path("prices/rates/", rates.show_rates, name="rates"),
    path("prices/rates/add/", rates.add_rate, name="add_rate"),
    path("prices/rates/preview/", rates.preview_rate, name="rate_preview"),
    path("prices/rates/rounding/", rates.set_rounding, name="rounding"),
    path("prices/planned/", plans.show_plans, name="plans"),
    path("prices/planned/<int:plan_id>/", plans.show_plan, name="plan"),
    path("prices/planned/<int:plan_id>/cancel/", plans.cancel_plan, name="cancel_plan"),
    path("prices/planned/prices/<int:planned_id>/cancel/", plans.cancel_price, name="cancel_price"),
    path("prices/changes/", repricing.show_repricings, name="repricings"),
    path("prices/changes/new/", repricing.new_repricing, name="repricing_new"),
    path("prices/changes/limits/", repricing.set_limits, name="repricing_limits"),
    path("prices/changes/<int:repricing_id>/", repricing.show_repricing, name="repricing"),
    path("prices/changes/<int:repricing_id>/edit/", repricing.edit_repricing, name="repricing_edit"),
    path("prices/changes/<int:repricing_id>/table/", repricing.table, name="repricing_table"),
    path("prices/changes/<int:repricing_id>/submit/", repricing.submit, name="repricing_submit"),
    path("prices/changes/<int:repricing_id>/decide/", repricing.decide, name="repricing_decide"),
    path("prices/changes/<int:repricing_id>/discard/", repricing.discard, name="repricing_discard"),
    path("prices/changes/<int:repricing_id>/back/", repricing.take_back, name="repricing_back"),
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
