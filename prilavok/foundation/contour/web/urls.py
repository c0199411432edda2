"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.foundation.contour.web import owners, views

app_name = "contour"
urlpatterns = [
    path("map/", views.show_map, name="map"),
    path("map/flow/", views.show_flow, name="flow"),
    path("owners/", owners.show_owners, name="owners"),
    path("owners/choose/", owners.choose, name="choose_owner"),
    path("map/replay/<int:delivery_id>/", views.replay, name="replay"),
]
