"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.foundation.privacy.web import buyers, requests, terms, texts

app_name = "privacy"
urlpatterns = [
    path("privacy/", requests.show_requests, name="requests"),
    path("privacy/requests/<int:request_id>/", requests.one, name="request"),
    path("privacy/terms/", terms.show_terms, name="terms"),
    path("privacy/texts/", texts.show_texts, name="texts"),
    path("privacy/texts/<slug:text_code>/", texts.edit, name="text"),
    path("privacy/texts/<slug:text_code>/<int:version>/", texts.show_version, name="text_version"),
    path("privacy/buyers/", buyers.show_buyers, name="buyers"),
    path("privacy/buyers/<int:buyer_id>/", buyers.show_buyer, name="buyer"),
    path("privacy/buyers/<int:buyer_id>/archive/", buyers.give_archive, name="archive"),
    path("privacy/buyers/<int:buyer_id>/close/", buyers.close, name="close"),
    path("privacy/buyers/<int:buyer_id>/open/", buyers.reopen, name="reopen"),
]
