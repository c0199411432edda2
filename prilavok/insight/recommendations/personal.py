"""Recommendations hold nothing about buyers: a basket is goods and a moment. Who of the staff decided is kept."""

from prilavok.base.personal import declare_staff_marks

declare_staff_marks("recommendations.Word", "made_by")
