"""Addresses of the room's own screens."""

from django.urls import path

from prilavok.foundation.accounts.web import audit, login, roles

app_name = "accounts"
urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("roles/", roles.show_roles, name="roles"),
    path("roles/new/", roles.add_role, name="role_new"),
    path("audit/", audit.show_audit, name="audit"),
]
