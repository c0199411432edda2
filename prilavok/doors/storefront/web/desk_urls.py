"""Addresses of the storefront's screens in the office."""

from django.urls import path

from prilavok.doors.storefront.web import desk_landings, desk_search

app_name = "storefront_desk"
urlpatterns = [
    path("storefront/search/", desk_search.show_search, name="search"),
    path("storefront/search/synonyms/", desk_search.keep_synonyms, name="keep_synonyms"),
    path("storefront/search/aside/", desk_search.put_aside, name="put_aside"),
    path("storefront/search/hide/", desk_search.hide_asked, name="hide_asked"),
    path("storefront/landings/", desk_landings.show_landings, name="landings"),
    path("storefront/landings/new/", desk_landings.edit, name="new_landing"),
    path("storefront/landings/<int:landing_id>/", desk_landings.edit, name="landing"),
    path("storefront/landings/<int:landing_id>/drop/", desk_landings.drop, name="drop_landing"),
]
