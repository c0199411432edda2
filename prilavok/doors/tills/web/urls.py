"""Addresses for tills."""

from django.urls import path

from prilavok.doors.tills.web import views

app_name = "tills"
urlpatterns = [path("quote", views.quote, name="quote")]
