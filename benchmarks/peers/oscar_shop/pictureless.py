"""No thumbnails: the goods have no pictures, so nothing is to be made smaller."""

from oscar.core.thumbnails import AbstractThumbnailer


class Thumbnail:
    """A picture that is not there."""

    url, width, height = "/static/none.jpg", 155, 155


class Pictureless(AbstractThumbnailer):
    """Gives the same for every picture."""

    def generate_thumbnail(self, source, **options):
        """The picture that is not there."""
        return Thumbnail()

    def delete_thumbnails(self, source):
        """Nothing was made."""
