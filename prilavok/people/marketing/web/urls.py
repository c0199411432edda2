"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.people.marketing.web import editor, promotions

app_name = "marketing"
urlpatterns = [
    path("promotions/", promotions.show_promotions, name="promotions"),
    path("promotions/new/", promotions.choose_kind, name="kinds"),
    path("promotions/new/<slug:kind>/", editor.new, name="new"),
    path("promotions/two-people/", promotions.set_four_eyes, name="four_eyes"),
    path("promotions/<int:promotion_id>/", promotions.show_promotion, name="promotion"),
    path("promotions/<int:promotion_id>/edit/", editor.edit, name="edit"),
    path("promotions/<int:promotion_id>/revisions/", promotions.show_revisions, name="revisions"),
    path("promotions/<int:promotion_id>/publish/", promotions.publish, name="publish"),
    path("promotions/<int:promotion_id>/act/", promotions.act, name="act"),
    path("promotions/<int:promotion_id>/copy/", promotions.copy, name="copy"),
]
