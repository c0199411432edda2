"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.foundation.messaging.web import outgoing, templates

app_name = "messaging"
urlpatterns = [
    path("messages/", outgoing.show_messages, name="messages"),
    path("messages/<int:message_id>/", outgoing.show_message, name="message"),
    path("messages/<int:message_id>/again/", outgoing.again, name="message_again"),
    path("messages/templates/", templates.show_templates, name="templates"),
    path("messages/templates/<int:template_id>/", templates.show_template, name="template"),
]
