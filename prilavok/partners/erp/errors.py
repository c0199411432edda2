"""What the exchange refuses. A 1C user reads these sentences in the log of the exchange, so they say what to do."""

from prilavok.base.errors import NotFound, Refused


class ExchangeRefused(Refused):
    """The exchange was refused."""


class WrongPassword(ExchangeRefused):
    """Wrong login or password of the exchange. Check them in the exchange settings."""


class PasswordMissing(ExchangeRefused):
    """No login and password reached the site. Check the exchange settings and that the web server passes the
    Authorization header on."""


class NodeMissing(ExchangeRefused):
    """The login {login} is not an active exchange node. Ask the shop's administrator."""


class SessionMissing(ExchangeRefused):
    """The exchange session is unknown or has ended. Start the exchange again."""


class SessionReplaced(ExchangeRefused):
    """This exchange session has ended because a newer one was started. Start the exchange again."""


class SessidMissing(ExchangeRefused):
    """The request came without sessid, which this node requires. Switch it on in 1C or off in the node's settings."""


class NetworkRefused(ExchangeRefused):
    """The node may not speak from the address {network}. Add the address in the node's settings on the site."""


class AlreadyRunning(ExchangeRefused):
    """Another exchange of this database is already running ({detail}). Wait until it ends and start again."""


class Busy(ExchangeRefused):
    """The site's database is busy with something else at this moment. Nothing was lost; start the exchange again."""


class ExchangePaused(ExchangeRefused):
    """The exchange is paused on the site: {reason}; {until}. Nothing was taken; start the exchange again later."""


class TypeUnknown(ExchangeRefused):
    """The exchange type {type} is not supported. Supported types: catalog, sale."""


class ModeUnknown(ExchangeRefused):
    """Unknown operation {mode}. Check the address of the exchange and what 1C is set to exchange."""


class NameRefused(ExchangeRefused):
    """The file name {name} is not accepted. Send XML, ZIP, pictures and documents under their usual names."""


class FileMissing(ExchangeRefused):
    """The file {name} was not received. Start the exchange again."""


class FileEmpty(ExchangeRefused):
    """The file {name} is empty. Export it again."""


class PackageTooBig(ExchangeRefused):
    """The package is larger than {limit} MB. Reduce it or raise the limit on the site."""


class DiskFull(ExchangeRefused):
    """There is no space left on the site to store the file. Tell the shop's administrator."""


class ForeignRoot(ExchangeRefused):
    """This is not CommerceML: the root element is {root}, КоммерческаяИнформация was expected. Choose the
    exchange with a site in the accounting system."""


class NothingInside(ExchangeRefused):
    """The file {name} holds neither goods nor offers nor orders. Check what the exchange is set to export."""


class HeaderNotUnderstood(ExchangeRefused):
    """The first line of the file {name} is not the header of a plain format. Write the header as the description of
    plain formats shows."""


class FormatUnknown(ExchangeRefused):
    """The file {name} is of an unknown format {format}. Check the field format in its first line."""


class FormatVersion(ExchangeRefused):
    """The file {name} is of version {version} of its format; this site understands version 1. Save it as version
    1."""


class ImportStuck(ExchangeRefused):
    """The import on the site does not move. Tell the shop's administrator and start the exchange again later."""


class TimestampMissing(ExchangeRefused):
    """The deactivate step came without the timestamp given at checkauth. Nothing was deactivated. Start the full
    export again."""


class FilesFailed(ExchangeRefused):
    """Nothing was deactivated: some files of the package were not imported. Correct them and start the full
    export again."""


class Defect(ExchangeRefused):
    """An internal error happened on the site (number {number}). Nothing was changed by this step. Tell the shop's
    administrator."""


class NodeExists(Refused):
    """A node with this code or login already exists."""


class StatusUnknown(Refused):
    """There is no order status {status}."""


class NothingToUndo(Refused):
    """Nothing of this package can be taken back: it was undone, is too old, or others have changed all of it since."""


class ReasonMissing(Refused):
    """Say why: it stays in the journal beside your name."""


class NodeUnknown(NotFound):
    """There is no such exchange node."""


class RequisiteUnknown(Refused):
    """There is no requisite {name} here. Choose one of those named on the page."""


class CheckAddressWrong(Refused):
    """Write the address of the accounting system's service as http://... or https://..."""


class ConflictUnknown(NotFound):
    """There is no such conflict."""


class ConflictMoved(Refused):
    """The order has changed on one of the sides since you looked. Look at the lines again and decide once more."""


class ChoiceMissing(Refused):
    """Choose which line holds: {title}."""


class DocumentUnknown(NotFound):
    """There is no such document, or it needs nobody any more."""


class DecidedAlready(Refused):
    """The package does not wait for a decision any more."""


class PictureNotWhole(Refused):
    """A picture to compare with must be whole: write full: true and count (how many records follow) into the header."""


class PictureCut(Refused):
    """The picture was cut off: the header promises {told} records, {found} came. Send it again."""


class NothingToCompare(Refused):
    """There is no whole picture of this node to compare with. Ask it for one, or send a full export of offers."""


class RepairImpossible(Refused):
    """None of these differences can be repaired this way: {reason}"""
