"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.trade.oms.web import baskets, numbers, sources, views

app_name = "oms"
urlpatterns = [
    path("baskets/", baskets.left, name="baskets"),
    path("baskets/settings/", baskets.settings, name="basket_settings"),
    path("numbers/", numbers.show_numbers, name="numbers"),
    path("numbers/<int:mask_id>/drop/", numbers.drop_mask, name="drop_mask"),
    path("numbers/entities/new/", numbers.edit_entity, name="new_entity"),
    path("numbers/entities/<int:entity_id>/", numbers.edit_entity, name="entity"),
    path("sources/", sources.show_sources, name="sources"),
    path("sources/<int:source_id>/drop/", sources.drop_source, name="drop_source"),
    path("scheme/", views.scheme, name="scheme"),
    path("scheme/<slug:code>/", views.status, name="status"),
]
