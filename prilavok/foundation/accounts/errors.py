"""What accounts refuses."""

from prilavok.base.errors import Refused


class PasswordWrong(Refused):
    """The name or the password is wrong."""


class TooManyTries(Refused):
    """Too many tries. Try again in {minutes} minutes."""

    status = 429


class CodeWrong(Refused):
    """The code is wrong. Look at the last message and type it again."""


class CodeExpired(Refused):
    """This code is no longer valid. Ask for a new one."""


class ContactNotUnderstood(Refused):
    """We do not understand "{contact}". Give a phone like +7 916 123-45-67 or an e-mail like name@example.com."""


class ContactOfAnother(Refused):
    """Somebody signs in with this phone or e-mail already. Sign in with it to see that account."""


class AccountClosed(Refused):
    """This account is closed: {reason} Write to us if this is a mistake."""


class PasskeyRefused(Refused):
    """This passkey did not work. Sign in with a code; in the account you can add the passkey again."""


class TooManyEntries(Refused):
    """There are {most} entries already. Remove one that you do not need any more."""


class EntryIncomplete(Refused):
    """Fill in {what}."""


class JoinNeedsAPerson(Refused):
    """The other account has contacts or keys of its own. We ask our staff to look at it: it takes two working days."""


class UsernameTaken(Refused):
    """The login {username} is taken. Choose another one."""


class UsernameNotUnderstood(Refused):
    """A login is 2 to 60 letters, digits, dots, dashes or underscores."""


class PasswordTooWeak(Refused):
    """This password is too easy to guess. Take at least {length} characters that are not a common word or the login."""


class RoleUnknown(Refused):
    """There is no role "{code}"."""


class RoleTaken(Refused):
    """There is already a role "{code}"."""


class ScopesDiffer(Refused):
    """All roles of one person work in the same stores. For other stores create a second login."""


class LastAdministrator(Refused):
    """This is the last active administrator. Make another one first."""


class RoleFixed(Refused):
    """The administrator's role always has every right."""
