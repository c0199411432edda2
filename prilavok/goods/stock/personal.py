"""Stock holds nothing about buyers: phones and addresses are those of stores, names those of staff at work."""

from prilavok.base.personal import declare_nobodys, declare_staff_marks

declare_nobodys("stock.Location", "phone", "address", "erp_address")
declare_staff_marks("stock.SafetyRule", "made_by")
declare_staff_marks("stock.Transfer", "author")
declare_staff_marks("stock.TransferStep", "actor_id", "actor_name")
