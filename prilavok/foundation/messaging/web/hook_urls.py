"""Addresses of the room's provider callbacks."""

from django.urls import path

from prilavok.foundation.messaging.web import hooks

urlpatterns = [path("smsc/", hooks.smsc, name="messaging_smsc_hook")]
