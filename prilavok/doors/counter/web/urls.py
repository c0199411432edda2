"""Addresses of the store's screens."""

from django.urls import URLPattern, URLResolver, path

from prilavok.doors.counter.web import entry, issuing, picking, shelf

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", picking.home, name="home"),
    path("login/", entry.log_in, name="login"),
    path("logout/", entry.log_out, name="logout"),
    path("store/", entry.choose_store, name="store"),
    path("pick/<int:order_id>/", picking.pick, name="pick"),
    path("pick/<int:order_id>/start/", picking.start, name="start"),
    path("pick/<int:order_id>/done/", picking.done, name="picked"),
    path("issue/", issuing.search, name="issue"),
    path("issue/<int:order_id>/", issuing.check, name="check"),
    path("issue/<int:order_id>/pay/", issuing.pay, name="pay"),
    path("issue/<int:order_id>/done/", issuing.done, name="issued"),
    path("shelf/", shelf.shelf, name="shelf"),
]
