"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.goods.bundles.web import views

app_name = "bundles"
urlpatterns = [
    path("bundles/", views.show_bundles, name="list"),
    path("bundles/new/", views.make, name="new"),
    path("bundles/<int:bundle_id>/", views.edit, name="edit"),
    path("bundles/<int:bundle_id>/publish/", views.publish, name="publish"),
    path("bundles/<int:bundle_id>/end/", views.end, name="end"),
]
