"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions("pim", {"goods.view": "See goods", "goods.edit": "Edit goods"})
declare_deeds(
    {
        "goods.content_edited": gettext_noop("Edited the content of a product"),
        "goods.picture_added": gettext_noop("Added a picture to a product"),
        "goods.document_added": gettext_noop("Added a document to a product"),
        "goods.film_added": gettext_noop("Added a film to a product"),
        "goods.document_removed": gettext_noop("Took a document or a film of a product away"),
        "goods.waiting_chosen": gettext_noop("Chose what buyers may do while a product is sold out"),
        "goods.picture_removed": gettext_noop("Removed a picture of a product"),
        "goods.novelties_shown": gettext_noop("Showed new goods on the site"),
        "goods.novelties_set": gettext_noop("Said when new goods are shown"),
        "goods.requirement_set": gettext_noop("Said what a card needs"),
        "goods.conflict_decided": gettext_noop("Decided about a contested code"),
        "goods.merged": gettext_noop("Merged two products"),
        "goods.taken_apart": gettext_noop("Took a merge of products back"),
        "goods.owner_chosen": gettext_noop("Said whose word the fields of goods are"),
        "goods.link_chosen": gettext_noop("Said by which codes goods of a system are found first"),
        "goods.tree_made": gettext_noop("Made a tree of the site"),
        "goods.tree_renamed": gettext_noop("Renamed a tree of the site"),
        "goods.tree_removed": gettext_noop("Removed a tree of the site"),
        "goods.tree_shown": gettext_noop("Chose the tree that the site shows"),
        "goods.category_added": gettext_noop("Added a category"),
        "goods.category_edited": gettext_noop("Edited a category"),
        "goods.category_sorted": gettext_noop("Moved a category among its siblings"),
        "goods.category_removed": gettext_noop("Removed a category"),
        "goods.rule_set": gettext_noop("Said where goods of the ERP's groups go on the site"),
        "goods.placed": gettext_noop("Placed goods in the categories of the site"),
    }
)
