"""The address that an ERP is told; with and without the last slash, because a redirect would lose the body."""

from django.urls import path

from prilavok.partners.erp.web.exchange import exchange

urlpatterns = [
    path("exchange/", exchange, name="exchange"),
    path("exchange", exchange, name="exchange-bare"),
]
