"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.trade.oms.web import views

app_name = "oms"
urlpatterns = [
    path("scheme/", views.scheme, name="scheme"),
    path("scheme/<slug:code>/", views.status, name="status"),
]
