"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.insight.recommendations.web import views

app_name = "recommendations"
urlpatterns = [
    path("recommendations/", views.show_desk, name="desk"),
    path("recommendations/effects/", views.show_effects, name="effects"),
    path("recommendations/manner/", views.keep_manner, name="keep_manner"),
    path("recommendations/nowhere/", views.ban_everywhere, name="ban_everywhere"),
    path("recommendations/back/", views.take_back, name="take_back"),
    path("recommendations/goods/<int:product_id>/", views.show_product, name="product"),
    path("recommendations/goods/<int:product_id>/pin/", views.pin, name="pin"),
    path("recommendations/goods/<int:product_id>/ban/", views.ban, name="ban"),
]
