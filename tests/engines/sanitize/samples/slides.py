"""Presentations, each with one construct that must not cross, written as literal XML."""

# XML stands on its lines as it is
# fmt: off

from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.packages import OFFICE, Book
from tests.engines.sanitize.samples.sheets import png

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPE = "application/vnd.openxmlformats-officedocument.presentationml."
MICROSOFT = "http://schemas.microsoft.com/office/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/"
NS = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}"'
MAIN, SLIDE = "ppt/presentation.xml", "ppt/slides/slide1.xml"
TREE = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
COLOURS = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in zip("dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split(), "000000 FFFFFF 44546A E7E6E6 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72".split(), strict=True))
_FONT = '<a:latin typeface="游ゴシック"/><a:ea typeface=""/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
THEME = (
    f'<a:theme xmlns:a="{A}" name="標準"><a:themeElements><a:clrScheme name="標準">{COLOURS}</a:clrScheme><a:fontScheme name="標準">'
    f'<a:majorFont>{_FONT}</a:majorFont><a:minorFont>{_FONT}</a:minorFont></a:fontScheme><a:fmtScheme name="標準">'
    f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{f'<a:ln>{_FILL}</a:ln>' * 3}</a:lnStyleLst>"
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>"
    "</a:fmtScheme></a:themeElements></a:theme>"
)
MAP = '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
OWN_MAP = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"


def text(words: str, id_: int = 2, inner: str = "", link: str = "") -> str:
    """Return a text box."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id_}" name="文字 {id_}">{inner}</p:cNvPr><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="914400" y="914400"/><a:ext cx="6000000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="ja-JP">{link}</a:rPr><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


TABLE = (
    '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="8" name="表"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
    '<p:xfrm><a:off x="914400" y="3000000"/><a:ext cx="4000000" cy="740000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
    '<a:tbl><a:tblPr firstRow="1"/><a:tblGrid><a:gridCol w="2000000"/><a:gridCol w="2000000"/></a:tblGrid><a:tr h="370000">'
    "<a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>費目</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>金額</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc>"
    "</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)


def photo(nv: str = "", blip: str = 'r:embed="rId2"', inner: str = "", named: str = "") -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="5" name="図">{named}</p:cNvPr><p:cNvPicPr/><p:nvPr>{nv}</p:nvPr></p:nvPicPr>'
        f"<p:blipFill><a:blip {blip}>{inner}</a:blip><a:stretch><a:fillRect/></a:stretch></p:blipFill>"
        '<p:spPr><a:xfrm><a:off x="5000000" y="4000000"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def moved(inner: str = "", spid: str = "2") -> str:
    """Return movement that makes a shape appear, with `inner` beside it."""
    return (
        '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst><p:seq concurrent="1" nextAc="seek">'
        '<p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:set><p:cBhvr><p:cTn id="6" dur="1" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>'
        f'<p:tgtEl><p:spTgt spid="{spid}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set>{inner}'
        '</p:childTnLst></p:cTn><p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>'
    )


def slide(shapes: str, after: str = "", attributes: str = "") -> str:
    return f"<p:sld {NS}{attributes}><p:cSld><p:spTree>{TREE}{shapes}</p:spTree></p:cSld>{OWN_MAP}{after}</p:sld>"


FIRST = text("令和八年度 方針説明") + TABLE + photo()


def deck(shapes: str = FIRST, after: str = '<p:transition spd="slow"><p:fade/></p:transition>' + moved()) -> Book:
    """Return an ordinary presentation of two slides, with notes on the first."""
    new = Book()
    new.relate("", "rId1", "officeDocument", MAIN)
    new.part(
        MAIN,
        TYPE + "presentation.main+xml",
        f'<p:presentation {NS}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        '<p:notesMasterIdLst><p:notesMasterId r:id="rId4"/></p:notesMasterIdLst>'
        '<p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId3"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
    )
    new.relate(MAIN, "rId1", "slideMaster", "slideMasters/slideMaster1.xml")
    new.relate(MAIN, "rId2", "slide", "slides/slide1.xml")
    new.relate(MAIN, "rId3", "slide", "slides/slide2.xml")
    new.relate(MAIN, "rId4", "notesMaster", "notesMasters/notesMaster1.xml")
    new.relate(MAIN, "rId5", "presProps", "presProps.xml")
    new.part("ppt/presProps.xml", TYPE + "presProps+xml", f"<p:presentationPr {NS}/>")
    master = f'<p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg><p:spTree>{TREE}</p:spTree></p:cSld>{MAP}'
    layouts = '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle/><p:bodyStyle/><p:otherStyle/></p:txStyles>'
    new.part("ppt/slideMasters/slideMaster1.xml", TYPE + "slideMaster+xml", f"<p:sldMaster {NS}>{master}{layouts}</p:sldMaster>")
    new.relate("ppt/slideMasters/slideMaster1.xml", "rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")
    new.relate("ppt/slideMasters/slideMaster1.xml", "rId2", "theme", "../theme/theme1.xml")
    new.part("ppt/slideLayouts/slideLayout1.xml", TYPE + "slideLayout+xml", f'<p:sldLayout {NS} type="blank" preserve="1"><p:cSld name="白紙"><p:spTree>{TREE}</p:spTree></p:cSld>{OWN_MAP}</p:sldLayout>')
    new.relate("ppt/slideLayouts/slideLayout1.xml", "rId1", "slideMaster", "../slideMasters/slideMaster1.xml")
    new.part("ppt/notesMasters/notesMaster1.xml", TYPE + "notesMaster+xml", f"<p:notesMaster {NS}>{master}</p:notesMaster>")
    new.relate("ppt/notesMasters/notesMaster1.xml", "rId1", "theme", "../theme/theme2.xml")
    for number in (1, 2):
        new.part(f"ppt/theme/theme{number}.xml", "application/vnd.openxmlformats-officedocument.theme+xml", THEME)
    new.part(SLIDE, TYPE + "slide+xml", slide(shapes, after))
    new.part("ppt/slides/slide2.xml", TYPE + "slide+xml", slide(text("二枚目")))
    for number in (1, 2):
        new.relate(f"ppt/slides/slide{number}.xml", "rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")
    if "rId2" in shapes:
        new.relate(SLIDE, "rId2", "image", "../media/image1.png")
        new.part("ppt/media/image1.png", "", png())
    new.relate(SLIDE, "rId3", "notesSlide", "../notesSlides/notesSlide1.xml")
    new.part("ppt/notesSlides/notesSlide1.xml", TYPE + "notesSlide+xml", f"<p:notes {NS}><p:cSld><p:spTree>{TREE}{text('ここで間を置く')}</p:spTree></p:cSld>{OWN_MAP}</p:notes>")
    new.relate("ppt/notesSlides/notesSlide1.xml", "rId1", "notesMaster", "../notesMasters/notesMaster1.xml")
    new.relate("ppt/notesSlides/notesSlide1.xml", "rId2", "slide", "../slides/slide1.xml")
    return new


def benign() -> bytes:
    return deck().bytes()


def commented() -> Book:
    """Return a presentation with a comment on its first slide."""
    new = deck()
    new.relate(SLIDE, "rId6", "comments", "../comments/comment1.xml")
    new.relate(MAIN, "rId6", "commentAuthors", "commentAuthors.xml")
    new.part("ppt/comments/comment1.xml", TYPE + "comments+xml", f'<p:cmLst {NS}><p:cm authorId="0" dt="2026-04-01T00:00:00" idx="1"><p:pos x="10" y="10"/><p:text>図を直す</p:text></p:cm></p:cmLst>')
    new.part("ppt/commentAuthors.xml", TYPE + "commentAuthors+xml", f'<p:cmAuthorLst {NS}><p:cmAuthor id="0" name="財政係" initials="財" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>')
    return new


def charted(more: str = "", formula: str = "Sheet1!$A$1") -> Book:
    """Return a presentation with a chart."""
    frame = (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="グラフ"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="2000000"/></p:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="rId7"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    new = deck(text("グラフ") + frame, "")
    new.relate(SLIDE, "rId7", "chart", "../charts/chart1.xml")
    new.part(
        "ppt/charts/chart1.xml",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/><c:pieChart><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef>'
        f'<c:f>{formula}</c:f><c:numCache><c:ptCount val="1"/><c:pt idx="0"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:pieChart></c:plotArea></c:chart>{more}</c:chartSpace>',
    )
    if more:
        new.relate("ppt/charts/chart1.xml", "rId1", "package", "../embeddings/book.xlsx")
        new.part("ppt/embeddings/book.xlsx", "application/octet-stream", MARK)
    return new


def diagram() -> Book:
    """Return a presentation with a diagram (SmartArt) and the drawing its program left."""
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    dsp = "http://schemas.microsoft.com/office/drawing/2008/diagram"
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="組織図"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="1000000" y="2000000"/><a:ext cx="3000000" cy="2000000"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{dgm}"><dgm:relIds xmlns:dgm="{dgm}" r:dm="rId11" r:lo="rId12" r:qs="rId13" r:cs="rId14"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    new = deck(text("体制") + frame, "")
    kinds = {"rId11": "diagramData", "rId12": "diagramLayout", "rId13": "diagramQuickStyle", "rId14": "diagramColors"}
    for id_, kind in kinds.items():
        new.relate(SLIDE, id_, kind, f"../diagrams/{kind}1.xml")
        new.part(f"ppt/diagrams/{kind}1.xml", "application/xml", f"<x>{MARK}</x>")
    new.relate(SLIDE, "rId15", MICROSOFT + "2007/relationships/diagramDrawing", "../diagrams/drawing1.xml")
    new.part("ppt/diagrams/diagramData1.xml", "application/xml", f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{A}"><dgm:extLst><a:ext uri="x"><d:dataModelExt xmlns:d="{dsp}" relId="rId15"/></a:ext></dgm:extLst></dgm:dataModel>')
    new.part(
        "ppt/diagrams/drawing1.xml",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml",
        f'<dsp:drawing xmlns:dsp="{dsp}" xmlns:a="{A}" xmlns:r="{OFFICE}"><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/>'
        '<dsp:sp modelId="{1}"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></dsp:spPr>'
        '<dsp:txBody><a:bodyPr/><a:p><a:r><a:t>最高情報責任者</a:t></a:r></a:p></dsp:txBody><dsp:txXfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="500000"/></dsp:txXfrm></dsp:sp></dsp:spTree></dsp:drawing>',
    )
    return new


def _made(new: Callable[[], Book], edits: tuple[tuple[str, str, str], ...] = (), relations: tuple[tuple[str, str, str, str], ...] = ()) -> Callable[[], bytes]:
    """Return a maker: edits (part, old, new) and relationships (part, id, kind, target) applied."""

    def make() -> bytes:
        made = new()
        for part, old, text_ in edits:
            made.edit(part, old, text_)
        for part, id_, kind, target in relations:
            outside = ":" in target
            made.relate(part, id_, kind, target, external=outside)
            name = target.lstrip("/") if target.startswith("/") or not part else target.replace("..", "ppt")
            if not outside and name not in made.parts:
                made.part(name, "application/octet-stream", f"<x>{MARK}</x>")
        return made.bytes()

    return make


def _first(shapes: str, *relations: tuple[str, str, str], after: str = "") -> Callable[[], bytes]:
    return _made(lambda: deck(FIRST + shapes, after), (), tuple((SLIDE, *relation) for relation in relations))


def _linked(part: str, kind: str, target: str) -> Callable[[], bytes]:
    return _made(deck, (), ((part, "rId77", kind, target),))


def _timed(inner: str, *relations: tuple[str, str, str]) -> Callable[[], bytes]:
    return _first("", *relations, after=moved(inner))


def _strict() -> bytes:
    new = deck()
    names = {P: "http://purl.oclc.org/ooxml/presentationml/main", A: "http://purl.oclc.org/ooxml/drawingml/main", OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
    for name, (kind, body) in new.parts.items():
        text_ = body.decode("latin-1")
        for old, strict in names.items():
            text_ = text_.replace(old, strict)
        new.parts[name] = (kind, text_.encode("latin-1"))
    for rows in new.relations.values():
        rows[:] = [row.replace(OFFICE, names[OFFICE]) for row in rows]
    return new.bytes()


def _main(kind: str) -> Callable[[], bytes]:
    def make() -> bytes:
        new = deck()
        new.parts[MAIN] = (kind, new.parts[MAIN][1])
        return new.bytes()

    return make


def _linking(target: str, action: str = "", kind: str = "hyperlink") -> Callable[[], bytes]:
    act = f' action="{action}"' if action else ""
    return _first(text("押す", 12, f'<a:hlinkClick r:id="rId9"{act}/>'), ("rId9", kind, target))


def _object(relation: str, target: str, child: str = "embed", program: str = "Package") -> Callable[[], bytes]:
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="21" name="物"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole"><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:v="urn:schemas-microsoft-com:vml" Requires="v"><p:oleObj spid="_x0000_s1" r:id="rId9" progId="{program}"><p:{child}/></p:oleObj></mc:Choice>'
        f'<mc:Fallback><p:oleObj r:id="rId9" progId="{program}"><p:{child}/>{photo()}</p:oleObj></mc:Fallback></mc:AlternateContent></a:graphicData></a:graphic></p:graphicFrame>'
    )
    return _first(frame, ("rId9", relation, target))


_CMD = f'<p:cmd type="call" cmd="{MARK}"><p:cBhvr><p:cTn id="9" dur="1"/><p:tgtEl><p:spTgt spid="2"/></p:tgtEl></p:cBhvr></p:cmd>'
_SOUND = '<p:audio><p:cMediaNode><p:cTn id="9"/><p:tgtEl><p:sndTgt r:embed="rId9" name="{}"/></p:tgtEl></p:cMediaNode></p:audio>'
_MEDIA_EXT = '<p:extLst><p:ext uri="{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}"><p14:media xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" r:embed="rId10"/></p:ext></p:extLst>'
_PLAIN_LINK = _linking("https://www.example.lg.jp/")
SAMPLES = (
    Sample("ooxml.vba", "a.pptm", _linked(MAIN, MICROSOFT + "2006/relationships/vbaProject", "/ppt/vbaProject.bin"), benign),
    Sample("ooxml.macro-content-type", "b.pptm", _main("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), benign),
    Sample("ooxml.macro-content-type", "c.ppsm", _main("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"), _main(TYPE + "slideshow.main+xml")),
    Sample("ooxml.macro-content-type", "d.potm", _main("application/vnd.ms-powerpoint.template.macroEnabled.main+xml"), _main(TYPE + "template.main+xml")),
    Sample("ooxml.custom-ui", "e.pptx", _linked("", MICROSOFT + "2007/relationships/ui/extensibility", "customUI/customUI14.xml"), benign),
    Sample("ooxml.web-extension", "f.pptx", _linked("", MICROSOFT + "2011/relationships/webextensiontaskpanes", "ppt/webextensions/taskpanes.xml"), benign),
    Sample("ooxml.action-link", "g.pptx", _linking(f"file:///c:/{MARK}.exe", "ppaction://program"), _PLAIN_LINK),
    Sample("ooxml.action-link", "h.pptx", _linking(f"https://x/{MARK}", "ppaction://macro?name=x"), _PLAIN_LINK),
    Sample("ooxml.action-link", "i.pptx", _linking(f"https://x/{MARK}", "ppaction://ole?verb=0"), _PLAIN_LINK),
    Sample("ooxml.action-link", "j.pptx", _linking(f"https://x/{MARK}", "ppaction://customshow?id=0"), _PLAIN_LINK),
    Sample("ooxml.action-link", "k.pptx", _linking(f"file://server/{MARK}", "ppaction://hlinkfile"), _linking("../slides/slide2.xml", "ppaction://hlinksldjump", "slide")),
    Sample("ooxml.hyperlink-scheme", "l.pptx", _linking(f"javascript:{MARK}"), _PLAIN_LINK),
    Sample("ooxml.hyperlink-scheme", "m.pptx", _first(text("押す", 12, "", '<a:hlinkClick r:id="rId9"/>'), ("rId9", "hyperlink", f"file://server/{MARK}")), _PLAIN_LINK),
    Sample("ooxml.media", "n.pptx", _first(text("押す", 12, '<a:hlinkClick r:id=""><a:snd r:embed="rId9" name="x.wav"/></a:hlinkClick>'), ("rId9", "audio", "../media/a.wav")), _PLAIN_LINK),
    Sample("ooxml.animation-command", "o.pptx", _timed(_CMD), benign),
    Sample("ooxml.media", "p.pptx", _timed(_SOUND.format(MARK), ("rId9", "audio", "../media/a.wav")), benign),
    Sample("ooxml.media", "q.pptx", _first(photo(f'<a:videoFile r:link="rId9"/>{_MEDIA_EXT}'), ("rId9", "video", "../media/a.mp4"), ("rId10", MICROSOFT + "2007/relationships/media", "../media/a.mp4")), benign),
    Sample("ooxml.external-media", "r.pptx", _first(photo('<a:videoFile r:link="rId9"/>'), ("rId9", "video", f"https://example.com/{MARK}")), benign),
    Sample("ooxml.media", "s.pptx", _first("", ("rId9", "audio", "../media/a.wav"), after='<p:transition><p:fade/><p:sndAc><p:stSnd><p:snd r:embed="rId9" name="x"/></p:stSnd></p:sndAc></p:transition>'), benign),
    Sample("ooxml.ole", "t.pptx", _object("oleObject", "../embeddings/oleObject1.bin"), benign),
    Sample("ooxml.package", "u.pptx", _object("package", "../embeddings/a.docx"), benign),
    Sample("ooxml.ole-link", "v.pptx", _object("oleObject", f"file://server/{MARK}!x", "link"), benign),
    Sample("ooxml.equation-editor", "w.pptx", _object("oleObject", "../embeddings/oleObject1.bin", "embed", "Equation.3"), benign),
    Sample("ooxml.activex", "x.pptx", _made(deck, ((SLIDE, "</p:cSld>", '<p:controls><p:control r:id="rId9"/></p:controls></p:cSld>'),), ((SLIDE, "rId9", "control", "../activeX/activeX1.xml"),)), benign),
    Sample("ooxml.embedded-font", "y.pptx", _made(deck, ((MAIN, "</p:presentation>", '<p:embeddedFontLst><p:embeddedFont><p:font typeface="x"/><p:regular r:id="rId9"/></p:embeddedFont></p:embeddedFontLst></p:presentation>'),), ((MAIN, "rId9", "font", "/ppt/fonts/font1.fntdata"),)), benign),
    Sample("ooxml.external-image", "z.pptx", _first(photo("", 'r:link="rId9"'), ("rId9", "image", f"file://server/{MARK}.png")), benign),
    Sample("ooxml.svg-blip", "aa.pptx", _first(photo("", 'r:embed="rId2"', f'<a:extLst><a:ext uri="x"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId9" x="{MARK}"/></a:ext></a:extLst>'), ("rId9", "image", "../media/image9.svg")), benign),
    Sample("ooxml.ink", "ab.pptx", _first('<p:contentPart r:id="rId9"/>', ("rId9", "customXml", "../ink/ink1.xml")), benign),
    Sample(
        "ooxml.model3d",
        "ac.pptx",
        _first(
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:am3d="http://schemas.microsoft.com/office/drawing/2017/model3d" Requires="am3d"><p:graphicFrame><am3d:model3d r:embed="rId9"/></p:graphicFrame></mc:Choice><mc:Fallback>{text("立体", 13)}</mc:Fallback></mc:AlternateContent>',
            ("rId9", MICROSOFT + "2017/06/relationships/model3d", "../media/model3d1.glb"),
        ),
        benign,
    ),
    Sample("ooxml.slide-update", "ad.pptx", _linked(SLIDE, "slideUpdateUrl", f"http://example.com/{MARK}"), benign),
    Sample("ooxml.custom-xml", "ae.pptx", _linked(MAIN, "customXml", "/customXml/item1.xml"), benign),
    Sample("ooxml.thumbnail", "af.pptx", _linked("", PACKAGE + "metadata/thumbnail", "docProps/thumbnail.jpeg"), benign),
    Sample("ooxml.custom-properties", "ag.pptx", _linked("", "custom-properties", "docProps/custom.xml"), benign),
    Sample("ooxml.signature", "ah.pptx", _linked("", PACKAGE + "digital-signature/origin", "_xmlsignatures/origin.sigs"), benign),
    Sample("ooxml.printer-settings", "ai.pptx", _linked(MAIN, "printerSettings", "/ppt/printerSettings/printerSettings1.bin"), benign),
    Sample("ooxml.external-relationship", "aj.pptx", _linked(SLIDE, "slideLayout", f"http://example.com/{MARK}"), benign),
    Sample("ooxml.escaping-target", "ak.pptx", _linked(SLIDE, "image", "../../../../" + MARK), benign),
    Sample("ooxml.unknown-part", "al.pptx", _linked(MAIN, "http://example.com/strange", "/ppt/strange.xml"), benign),
    Sample("ooxml.unknown-element", "am.pptx", _first(f"<p:strange>{MARK}</p:strange>"), benign),
    Sample("ooxml.unknown-attribute", "an.pptx", _made(deck, ((SLIDE, "<p:transition ", f'<p:transition strange="{MARK}" '),)), benign),
    Sample("ooxml.protection", "ao.pptx", _made(deck, ((MAIN, "</p:presentation>", f'<p:modifyVerifier hashData="{MARK}"/></p:presentation>'),)), benign),
    Sample("ooxml.strict-namespace", "ap.pptx", _strict, benign),
    Sample("ooxml.chart-data", "aq.pptx", lambda: charted('<c:externalData r:id="rId1"/>').bytes(), lambda: charted().bytes()),
    Sample("ooxml.chart-formula", "ar.pptx", lambda: charted(formula=f"[1]{MARK}!A1").bytes(), lambda: charted().bytes()),
    Sample("ooxml.comment", "as.pptx", _linked(SLIDE, MICROSOFT + "2018/10/relationships/comments", "/ppt/comments/modernComment.xml"), lambda: commented().bytes()),
    Sample("text.direction", "at.pptx", _made(deck, ((SLIDE, "令和八年度", "令和\u202e八年度"),)), benign),
    Sample("xml.dtd", "au.pptx", _made(deck, ((SLIDE, "<p:sld ", "<!DOCTYPE x><p:sld "),)), benign, "held"),
)


def everyday() -> bytes:
    """Return what PowerPoint itself writes on an ordinary day: later editions' marks everywhere."""
    new = deck()
    p14 = f'xmlns:p14="{MICROSOFT}powerpoint/2010/main"'
    new.edit(MAIN, "<p:sldSz", '<p:handoutMasterIdLst><p:handoutMasterId r:id="rId9"/></p:handoutMasterIdLst><p:sldSz')
    new.edit(
        MAIN,
        "</p:presentation>",
        f'<p:defaultTextStyle><a:defPPr><a:defRPr lang="ja-JP"/></a:defPPr></p:defaultTextStyle><p:extLst><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst {p14}><p14:section name="表紙" id="{{1}}"><p14:sldIdLst><p14:sldId id="256"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>',
    )
    new.relate(MAIN, "rId9", "handoutMaster", "handoutMasters/handoutMaster1.xml")
    new.part("ppt/handoutMasters/handoutMaster1.xml", TYPE + "handoutMaster+xml", f"<p:handoutMaster {NS}><p:cSld><p:spTree>{TREE}</p:spTree></p:cSld>{MAP}</p:handoutMaster>")
    new.relate("ppt/handoutMasters/handoutMaster1.xml", "rId1", "theme", "../theme/theme3.xml")
    new.part("ppt/theme/theme3.xml", "application/vnd.openxmlformats-officedocument.theme+xml", THEME)
    new.relate(MAIN, "rId10", "tableStyles", "tableStyles.xml")
    new.part("ppt/tableStyles.xml", TYPE + "tableStyles+xml", f'<a:tblStyleLst xmlns:a="{A}" def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>')
    new.relate(MAIN, "rId11", "viewProps", "viewProps.xml")
    new.part("ppt/viewProps.xml", TYPE + "viewProps+xml", f"<p:viewPr {NS}/>")
    new.relate(MAIN, "rId12", MICROSOFT + "2016/11/relationships/changesInfo", "changesInfos/changesInfo1.xml")
    new.part("ppt/changesInfos/changesInfo1.xml", "application/vnd.ms-powerpoint.changesinfo+xml", "<x/>")
    new.relate(SLIDE, "rId9", "tags", "../tags/tag1.xml")
    new.part("ppt/tags/tag1.xml", TYPE + "tags+xml", f'<p:tagLst {NS}><p:tag name="A" val="B"/></p:tagLst>')
    new.edit(SLIDE, "</p:cSld>", f'<p:custDataLst><p:tags r:id="rId9"/></p:custDataLst><p:extLst><p:ext uri="{{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}}"><p14:creationId {p14} val="1"/></p:ext></p:extLst></p:cSld>')
    new.edit(
        SLIDE,
        '<p:transition spd="slow"><p:fade/></p:transition>',
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice {p14} Requires="p14"><p:transition spd="slow" p14:dur="2000"><p14:vortex dir="r"/></p:transition></mc:Choice><mc:Fallback><p:transition spd="slow"><p:fade/></p:transition></mc:Fallback></mc:AlternateContent>',
    )
    new.edit(
        SLIDE,
        '<p:cNvPr id="2" name="文字 2"></p:cNvPr>',
        '<p:cNvPr id="2" name="文字 2"><a:extLst><a:ext uri="{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}"><a16:creationId xmlns:a16="http://schemas.microsoft.com/office/drawing/2014/main" id="{1}"/></a:ext></a:extLst></p:cNvPr>',
    )
    return new.bytes()
