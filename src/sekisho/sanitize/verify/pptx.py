"""Presentations as our writer makes them: slides, masters, notes, links to slides or the web."""

import re

from sekisho.sanitize.verify.chart import CHART_PART
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.opc import PackageRule, PartRule, judge_package
from sekisho.sanitize.verify.properties import CORE_PART
from sekisho.sanitize.verify.xmlgrammar import Attributes, Names, names, tag

FORMATS = ("pptx",)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPE = _OFFICE + "presentationml."
_NAMES, _LOOKS = names("presentation", "drawing", "chart"), names("drawing")
_LINKS = ("hlinkClick", "hlinkHover", "hlinkMouseOver")


def _link(_: str, attributes: Attributes, __: str) -> None:
    require(attributes.get("action", "") in {"", "ppaction://hlinksldjump"}, "action")


_RULES = {tag(_A, name): _link for name in _LINKS}


def _part(pattern: str, relations: str, allowed: Names = _NAMES) -> PartRule:
    return PartRule(re.compile(pattern), allowed, _RULES, frozenset(relations.split()))


_SHAPES = "image hyperlink chart slide "
_RULE = PackageRule(
    _TYPE + "presentation.main+xml",
    {
        _TYPE + "presentation.main+xml": _part(
            r"ppt/presentation\.xml",
            "slideMaster notesMaster slide tableStyles commentAuthors image hyperlink",
        ),
        _TYPE + "slideMaster+xml": _part(
            r"ppt/slideMasters/slideMaster\d+\.xml", _SHAPES + "theme slideLayout"
        ),
        _TYPE + "slideLayout+xml": _part(
            r"ppt/slideLayouts/slideLayout\d+\.xml", _SHAPES + "slideMaster"
        ),
        _TYPE + "slide+xml": _part(
            r"ppt/slides/slide\d+\.xml", _SHAPES + "slideLayout notesSlide comments"
        ),
        _TYPE + "notesMaster+xml": _part(
            r"ppt/notesMasters/notesMaster\d+\.xml", _SHAPES + "theme"
        ),
        _TYPE + "notesSlide+xml": _part(
            r"ppt/notesSlides/notesSlide\d+\.xml", _SHAPES + "notesMaster"
        ),
        _TYPE + "comments+xml": _part(r"ppt/comments/comment\d+\.xml", ""),
        _TYPE + "commentAuthors+xml": _part(r"ppt/commentAuthors\.xml", ""),
        _TYPE + "tableStyles+xml": _part(r"ppt/tableStyles\.xml", "image", _LOOKS),
        _OFFICE + "theme+xml": _part(r"ppt/theme/theme\d+\.xml", "image", _LOOKS),
        **CHART_PART,
        **CORE_PART,
    },
)


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a presentation with any part, shape, movement or link that is not on the list."""
    require(not children, "no documents inside")
    judge_package(data, _RULE)
