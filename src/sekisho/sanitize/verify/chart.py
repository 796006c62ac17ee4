"""Charts: values and looks; references only to cells of the same workbook."""

import re

from sekisho.sanitize.verify.formula import formula
from sekisho.sanitize.verify.opc import PartRule
from sekisho.sanitize.verify.xmlgrammar import Attributes, names, tag

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def _reference(_: str, __: Attributes, text: str) -> None:
    if text:
        formula(text)


CHART_PART = {
    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml": PartRule(
        re.compile(r"(word|xl|ppt)/charts/chart\d+\.xml"),
        names("chart", "drawing"),
        {tag(_C, "f"): _reference},
        frozenset({"image"}),
    )
}
