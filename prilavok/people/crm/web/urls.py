"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.people.crm.web import views

app_name = "crm"
urlpatterns = [
    path("customers/", views.show_customers, name="customers"),
    path("customers/<int:customer_id>/", views.show_customer, name="customer"),
    path("customers/<int:customer_id>/edit/", views.edit, name="customer_edit"),
]
