"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.people.reviews.web import views

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.show_queue, name="queue"),
    path("reviews/terms/", views.edit_terms, name="terms"),
    path("reviews/<int:review_id>/", views.show_review, name="review"),
    path("reviews/<int:review_id>/decide/", views.decide, name="decide"),
    path("reviews/<int:review_id>/answer/", views.answer, name="answer"),
    path("reviews/<int:review_id>/undo/<int:decision_id>/", views.undo, name="undo"),
]
