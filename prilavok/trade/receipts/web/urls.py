"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.trade.receipts.web import views

app_name = "receipts"
urlpatterns = [
    path("receipts/", views.show_receipts, name="receipts"),
    path("receipts/<int:receipt_id>/", views.show_receipt, name="receipt"),
]
