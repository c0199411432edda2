"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.people.marketing.web import editor, looks, promotions, segments, trials

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
    path("promotions/try/", looks.try_basket, name="try"),
    path("promotions/<int:promotion_id>/goods/", looks.show_goods, name="goods"),
    path("promotions/<int:promotion_id>/goods/costs/", trials.choose_costs, name="choose_costs"),
    path("promotions/<int:promotion_id>/trials/", trials.start, name="start_trial"),
    path("promotions/trials/<int:trial_id>/", trials.show, name="trial"),
    path("promotions/trials/<int:trial_id>/stop/", trials.stop, name="stop_trial"),
    path("promotions/<int:promotion_id>/copy/", promotions.copy, name="copy"),
    path("segments/", segments.show_segments, name="segments"),
    path("segments/new/", segments.new, name="new_segment"),
    path("segments/<int:segment_id>/", segments.show, name="segment"),
    path("segments/<int:segment_id>/edit/", segments.edit, name="edit_segment"),
    path("segments/<int:segment_id>/list/", segments.upload, name="upload_segment"),
    path("segments/<int:segment_id>/fill/", segments.fill, name="fill_segment"),
    path("segments/<int:segment_id>/act/", segments.act, name="act_segment"),
]
