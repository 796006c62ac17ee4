"""Opens the package of a request."""

from sekisho.sanitize.rebuild.contract import Log, Request
from sekisho.sanitize.rebuild.ooxml.package import Package


def opened(request: Request, log: Log) -> Package:
    """Return the package of an OOXML request; hold what is no package."""
    package = Package(request.data, request.options.limits, log)
    package.content_type("")  # holds what has no content types
    return package
