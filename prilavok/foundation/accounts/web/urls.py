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
    # The shell's own screens of users and groups know neither our roles nor the audit.
    path("users/", roles.not_here, name="shell_users"),
    path("users/<path:path>", roles.not_here, name="shell_user"),
    path("groups/", roles.not_here, name="shell_groups"),
    path("groups/<path:path>", roles.not_here, name="shell_group"),
]
