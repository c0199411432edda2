"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.people.crm.web import decisions, views

app_name = "crm"
urlpatterns = [
    path("customers/", views.show_customers, name="customers"),
    path("customers/<int:customer_id>/", views.show_customer, name="customer"),
    path("customers/waiting/", views.show_waiting, name="waiting"),
    path("customers/decisions/", decisions.show_reviews, name="reviews"),
    path("customers/decisions/<int:review_id>/", decisions.decide, name="decide"),
    path("customers/<int:customer_id>/merge/", decisions.merge, name="merge"),
    path("customers/<int:customer_id>/merge/undo/", decisions.undo_merge, name="undo_merge"),
    path("customers/<int:customer_id>/edit/", views.edit, name="customer_edit"),
]
