"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.pim.web import documents, identity, novelties, sources, trees, views

app_name = "pim"
urlpatterns = [
    path("goods/categories/", views.show_categories, name="categories"),
    path("goods/novelties/", novelties.show_queue, name="novelties"),
    path("goods/novelties/show/", novelties.show_goods, name="show_novelties"),
    path("goods/novelties/settings/", novelties.settings, name="novelty_settings"),
    path("goods/novelties/settings/when/", novelties.choose_show, name="choose_show"),
    path("goods/novelties/settings/needs/", novelties.require, name="require"),
    path("goods/sources/", sources.show_sources, name="sources"),
    path("goods/sources/owners/", sources.choose_owner, name="choose_owner"),
    path("goods/sources/link/", sources.choose_link, name="choose_link"),
    path("goods/conflicts/", identity.show_conflicts, name="conflicts"),
    path("goods/conflicts/<int:conflict_id>/decide/", identity.decide, name="decide_conflict"),
    path("goods/<int:product_id>/identity/", identity.show_identity, name="identity"),
    path("goods/<int:product_id>/merge/<int:gone_id>/", identity.merge_products, name="merge"),
    path("goods/merges/<int:merge_id>/undo/", identity.take_apart, name="take_apart"),
    path("goods/trees/make/", trees.make_tree, name="make_tree"),
    path("goods/trees/<int:tree_id>/", trees.show_tree, name="tree"),
    path("goods/trees/<int:tree_id>/change/", trees.change_tree, name="change_tree"),
    path("goods/trees/<int:tree_id>/add/", trees.add_category, name="add_category"),
    path("goods/trees/<int:tree_id>/goods/", trees.show_goods, name="tree_goods"),
    path("goods/trees/<int:tree_id>/goods/move/", trees.move_goods, name="move_goods"),
    path("goods/trees/<int:tree_id>/waiting/", trees.show_waiting, name="tree_waiting"),
    path("goods/trees/<int:tree_id>/rules/", trees.show_rules, name="tree_rules"),
    path("goods/trees/<int:tree_id>/rules/set/", trees.set_rule, name="set_rule"),
    path("goods/trees/<int:tree_id>/<int:category_id>/", trees.edit_category, name="tree_category"),
    path("goods/trees/<int:tree_id>/<int:category_id>/shift/", trees.shift_category, name="shift_category"),
    path("goods/trees/<int:tree_id>/<int:category_id>/drop/", trees.drop_category, name="drop_category"),
    path("goods/<int:product_id>/edit/", views.edit_product, name="edit"),
    path("goods/<int:product_id>/waiting/", documents.choose_waiting, name="choose_waiting"),
    path("goods/<int:product_id>/documents/add/", documents.add_document, name="add_document"),
    path("goods/<int:product_id>/documents/film/", documents.add_video, name="add_video"),
    path("goods/<int:product_id>/documents/<slug:key>/remove/", documents.drop_document, name="drop_document"),
    path("goods/<int:product_id>/pictures/add/", views.add_picture, name="add_picture"),
    path("goods/<int:product_id>/pictures/<slug:content_hash>/remove/", views.drop_picture, name="drop_picture"),
]
