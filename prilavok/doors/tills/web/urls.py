"""Addresses for tills."""

from django.urls import path

from prilavok.doors.tills.web import views

app_name = "tills"
urlpatterns = [
    path("quote", views.quote, name="quote"),
    path("redeem", views.redeem, name="redeem"),
    path("confirm", views.confirm, name="confirm"),
    path("cancel", views.cancel, name="cancel"),
]
