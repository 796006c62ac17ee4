"""QR codes, as SVG for PDF papers and as PNG for .docx papers."""

import io

import segno


def svg(text: str) -> str:
    """Return the code of a text as SVG; it survives damage to about a seventh of it (level M)."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode("utf-8")


def png(text: str) -> bytes:
    """Return the code of a text as PNG."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=2, scale=6)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
