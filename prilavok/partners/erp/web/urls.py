"""Addresses of the exchange's screens, under /office/."""

from django.urls import path

from prilavok.partners.erp.web import conflicts, journal, order_rules, queues, review, views

app_name = "erp"
urlpatterns = [
    path("exchange/", journal.show_packages, name="packages"),
    path("exchange/packages/<int:package_id>/", journal.show_package, name="package"),
    path("exchange/packages/<int:package_id>/rerun/", journal.rerun, name="rerun"),
    path("exchange/packages/<int:package_id>/absent/", journal.decide_absent, name="decide_absent"),
    path("exchange/packages/<int:package_id>/undo/", review.show_undo, name="undo"),
    path("exchange/packages/<int:package_id>/undo/start/", review.start_undo, name="start_undo"),
    path("exchange/files/<int:file_id>/", journal.download, name="file"),
    path("exchange/nodes/", views.show_nodes, name="nodes"),
    path("exchange/nodes/new/", views.edit_node, name="new_node"),
    path("exchange/nodes/<int:node_id>/", views.edit_node, name="node"),
    path("exchange/statuses/", queues.show_statuses, name="statuses"),
    path("exchange/statuses/set/", queues.set_status, name="set_status"),
    path("exchange/nodes/<int:node_id>/orders/", order_rules.edit_rules, name="order_rules"),
    path("exchange/conflicts/", conflicts.show_conflicts, name="conflicts"),
    path("exchange/conflicts/<int:conflict_id>/", conflicts.show_conflict, name="conflict"),
    path("exchange/conflicts/<int:conflict_id>/settle/", conflicts.settle_conflict, name="settle_conflict"),
    path("exchange/documents/<int:document_id>/dismiss/", conflicts.dismiss_document, name="dismiss_document"),
    path("exchange/orders/", queues.show_exports, name="exports"),
    path("exchange/orders/<int:export_id>/retry/", queues.retry_export, name="retry_export"),
]
