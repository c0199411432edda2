"""Contour holds nothing about buyers; who of the staff decided is kept with the decision."""

from prilavok.base.personal import declare_staff_marks

declare_staff_marks("contour.Owner", "decided_by")
