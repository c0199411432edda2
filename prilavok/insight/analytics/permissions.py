"""What roles may see of the business."""

from prilavok.base.access import declare_permissions

declare_permissions("analytics", {"dashboard.view": "See the figures of the business"})
