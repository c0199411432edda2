"""Payments hold nothing but sums and orders; who of the staff decided is kept with the refund."""

from prilavok.base.personal import declare_staff_marks

declare_staff_marks("payments.Refund", "decided_by")
