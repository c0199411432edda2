"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.insight.analytics.web import views

app_name = "analytics"
urlpatterns = [
    path("results/", views.show_dashboard, name="dashboard"),
    path("results/orders/", views.show_orders, name="orders"),
    path("results/orders.csv", views.export_orders, name="export"),
]
