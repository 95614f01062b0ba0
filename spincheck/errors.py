"""Errors a user can act on. Each becomes one line on standard error and exit code 2."""

from __future__ import annotations


class SpincheckError(Exception):
    """Base of all errors that spincheck raises on purpose.

    ``str(error)`` is one line, names what is wrong and what to do about it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = " ".join(message.split())
        self.remedy = " ".join(remedy.split())
        super().__init__(message, remedy)

    def __str__(self) -> str:
        return f"{self.message}: {self.remedy}" if self.remedy else self.message


class UsageError(SpincheckError):
    """The command line asks for something that cannot be done."""


class ConfigError(SpincheckError):
    """A configuration file or value is wrong; the message names the file and the key."""


class SourceError(SpincheckError):
    """A document could not be read. It never stops the other documents of a run."""

    def __init__(self, path: str, reason: str, remedy: str = "") -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}", remedy)

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str]]:
        # the default reduction would replay Exception.args, whose shape differs; workers send these back
        return (SourceError, (self.path, self.reason, self.remedy))
