"""Addresses of the store's screens."""

from django.urls import URLPattern, URLResolver, path

from prilavok.doors.counter.web import elsewhere, entry, issuing, moving, picking, receiving, sending, shelf, why

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", picking.home, name="home"),
    path("login/", entry.log_in, name="login"),
    path("logout/", entry.log_out, name="logout"),
    path("store/", entry.choose_store, name="store"),
    path("pick/<int:order_id>/", picking.pick, name="pick"),
    path("pick/<int:order_id>/start/", picking.start, name="start"),
    path("pick/<int:order_id>/done/", picking.done, name="picked"),
    path("pick/<int:order_id>/elsewhere/", elsewhere.bring, name="elsewhere"),
    path("moves/", moving.show_moves, name="moves"),
    path("moves/new/", moving.choose_target, name="new_move"),
    path("moves/<int:transfer_id>/", moving.show_move, name="move"),
    path("moves/<int:transfer_id>/send/", sending.send, name="send_move"),
    path("moves/<int:transfer_id>/receive/", receiving.receive, name="receive_move"),
    path("moves/<int:transfer_id>/cancel/", moving.cancel, name="cancel_move"),
    path("moves/<int:transfer_id>/return/", moving.give_back, name="return_move"),
    path("issue/", issuing.search, name="issue"),
    path("issue/<int:order_id>/", issuing.check, name="check"),
    path("issue/<int:order_id>/pay/", issuing.pay, name="pay"),
    path("issue/<int:order_id>/done/", issuing.done, name="issued"),
    path("shelf/", shelf.shelf, name="shelf"),
    path("why/<int:variant_id>/", why.why, name="why"),
]
