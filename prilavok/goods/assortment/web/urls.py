"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.assortment.web import edits, matrix, rules

app_name = "assortment"
urlpatterns = [
    path("assortment/", matrix.show_matrix, name="matrix"),
    path("assortment/draft/", matrix.draft, name="draft"),
    path("assortment/goods/<int:product_id>/", matrix.show_product, name="product"),
    path("assortment/rules/", rules.show_rules, name="rules"),
    path("assortment/rules/draft/", rules.draft, name="draft_rule"),
    path("assortment/table/", rules.table, name="table"),
    path("assortment/table/load/", rules.load, name="load"),
    path("assortment/edits/", edits.show_edits, name="edits"),
    path("assortment/edits/<int:edit_id>/", edits.show_edit, name="edit"),
    path("assortment/edits/<int:edit_id>/apply/", edits.apply, name="apply"),
    path("assortment/edits/<int:edit_id>/undo/", edits.undo, name="undo"),
]
