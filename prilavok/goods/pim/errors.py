"""What pim refuses."""

from prilavok.base.errors import NotFound, Refused


class ProductUnknown(NotFound):
    """There is no such product."""


class PictureUnreadable(Refused):
    """The file «{name}» cannot be read as a picture. JPEG, PNG, WebP and GIF up to 40 megapixels are understood."""


class TitleEmpty(Refused):
    """A product needs a title."""


class TreeUnknown(NotFound):
    """There is no such tree."""


class CategoryUnknown(NotFound):
    """There is no such category."""


class CategoryInsideItself(Refused):
    """A category cannot lie inside itself. Choose another place for it."""


class AddressTaken(Refused):
    """The address «{slug}» belongs to the category «{title}». Choose another one."""


class TreeIsShown(Refused):
    """This tree is on the site now. Show another one first, then this one can be removed."""


class CatalogueEmpty(Refused):
    """The ERP has not sent a single group yet, so there is nothing to copy. Begin with an empty tree or wait for it."""


class SourceUnknown(NotFound):
    """No such system has told of goods."""


class ConflictUnknown(NotFound):
    """There is no such contested code."""


class ReasonMissing(Refused):
    """Say why this may be left as it is: others will read it."""


class SameProduct(Refused):
    """A product cannot be merged with itself. Choose another one."""


class MergeUnknown(NotFound):
    """There is no such merge, or it was taken back already."""


class OwnerUnknown(NotFound):
    """A field cannot have such an owner."""


class FieldLocked(Refused):
    """The field «{field}» belongs to the ERP: change it there, or change its owner in the settings of the source."""


class DocumentUnreadable(Refused):
    """The file «{name}» is not a whole PDF up to {limit} MB. Save it as a PDF and try again."""


class DocumentActive(Refused):
    """The PDF «{name}» carries scripts, commands or attached files. Print it into a plain PDF and try again."""


class VideoUnreadable(Refused):
    """The file «{name}» is not an MP4 or WebM film up to {limit} MB. Give the address of the film instead."""


class VideoAddressWrong(Refused):
    """An address of a film begins with https://, for example https://rutube.ru/video/1a2b3c/"""


class TooManyDocuments(Refused):
    """A product holds at most {limit} documents and films. Remove one first."""
