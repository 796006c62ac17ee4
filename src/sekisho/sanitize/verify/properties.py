"""The title, the only property of a document that crosses."""

import re

from sekisho.sanitize.verify.opc import PartRule
from sekisho.sanitize.verify.xmlgrammar import Names, tag

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_NAMES = Names(
    frozenset({tag(_CP, "coreProperties"), tag(_DC, "title")}),
    frozenset(),
    frozenset(),
    frozenset(),
)
CORE_PART = {
    "application/vnd.openxmlformats-package.core-properties+xml": PartRule(
        re.compile(r"docProps/core\.xml"), _NAMES, {}, frozenset()
    )
}
