"""The watermark of a .docx paper: WordArt in the header, as office suites write their own.

Word and LibreOffice both draw VML (ECMA-376 part 4, §19) and show it behind the text of every page.
"""

import unicodedata
from typing import Any

from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

_SIZE = 20  # points of a full-width letter, as in the PDF
_ACROSS = (-230, 0, 230)  # points from the middle of the page: three lines of it
_MIDDLE = 410  # points from the top: the middle of an upright A4 page, less half a line
_PICTURE = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:rPr><w:noProof/></w:rPr>
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
        path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas>
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
      </v:formulas>
      <v:path textpathok="t" o:connecttype="rect"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape type="#_x0000_t136" fillcolor="#d9d9d9" stroked="f">
      <v:textpath on="t" fitshape="t"/>
    </v:shape>
  </w:pict>
</w:r>
"""


def add_watermark(header: Paragraph, words: str, face: str) -> None:
    """Put the words behind every page the header stands on, three times, slanted."""
    for number, below in enumerate(_ACROSS, 1):
        header._p.append(_picture(number, words, face, below))  # noqa: SLF001  # python-docx knows no VML


def _picture(number: int, words: str, face: str, below: int) -> Any:
    run: Any = parse_xml(_PICTURE)
    shape = run.find(".//{urn:schemas-microsoft-com:vml}shape")
    shape.set("id", f"Watermark{number}")
    shape.set("alt", words)
    shape.set("style", _style(words, below))
    path = shape.find("{urn:schemas-microsoft-com:vml}textpath")
    path.set("style", f"font-family:'{face}';font-size:1pt")
    path.set("string", words)  # an attribute: whatever a name holds, it stays text
    return run


def _style(words: str, below: int) -> str:
    halves = sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in words)
    return (
        f"position:absolute;width:{max(halves, 1) * _SIZE // 2}pt;height:{_SIZE}pt;rotation:325;"
        "z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:page;mso-position-vertical-relative:page;"
        f"margin-left:0;margin-top:{_MIDDLE + below}pt"
    )
