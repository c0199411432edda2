"""Assortment holds nothing about buyers; who of the staff edited is kept with the edit."""

from prilavok.base.personal import declare_staff_marks

declare_staff_marks("assortment.Edit", "person_id", "actor_name")
