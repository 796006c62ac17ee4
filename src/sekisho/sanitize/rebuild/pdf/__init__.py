"""PDF, in three grades: rebuilt from its parts; redrawn, then rebuilt; pages as pictures.

Each grade first surveys the document as grade A reads it: limits and passwords decide alike for all
three, and the report names what the sender's file carried, whichever way it crosses.
"""

from sekisho.sanitize.rebuild.contract import Answer, Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.pdf.document import rebuilt, unlocked
from sekisho.sanitize.rebuild.pdf.raster import characters, pictured
from sekisho.sanitize.results import Action
from sekisho.sanitize.vectors import VECTORS

FORMATS = ("pdf",)
_REDRAWN = "output.pdf"
_WORDS_KEPT = 0.7  # share of the characters; spaces and joined letters count differently


def rebuild(request: Request) -> Answer:
    """Return the document anew in the grade asked for; hold what that grade cannot carry."""
    grades = {"B": _redrawn, "C": _pictured}
    return grades.get(request.grade or "A", _copied)(request)


def _copied(request: Request) -> Answer:
    log = Log()
    return Rebuilt(rebuilt(request, request.data, log), "pdf", log)


def _redrawn(request: Request) -> Answer:
    """Have the pages drawn anew by another program, then rebuild what it wrote."""
    log = _surveyed(request)
    source = unlocked(request, log)
    if not request.answers:
        return Need("redraw-pdf", {"input.pdf": source})
    before, after = characters(source), characters(request.answers[0][_REDRAWN])
    if before and (after or 0) < _WORDS_KEPT * before:
        raise Hold("broken")  # a font the program could not use: the words would be lost unnoticed
    drawn = Log()
    data = rebuilt(request, request.answers[0][_REDRAWN], drawn)
    log.change("ページを描き直しました。リンクとしおりは残っていません。")
    return Rebuilt(data, "pdf", _joined(log, drawn))


def _pictured(request: Request) -> Answer:
    log = _surveyed(request)
    pages = Log()
    data = pictured(request, unlocked(request, log), pages)
    log.change("ページを画像にしました。文字は検索できますが、編集はできません。")
    return Rebuilt(data, "pdf", _joined(log, pages))


def _surveyed(request: Request) -> Log:
    """Return what the document carries; raise what holds it in every grade."""
    log = Log()
    try:
        rebuilt(request, request.data, log)
    except Hold as hold:
        if hold.code != "broken":
            raise
        if hold.vector is not None:
            converted = VECTORS[hold.vector].action == "converted"
            action = Action.CONVERTED if converted else Action.REMOVED
            log.remove(hold.vector, hold.location, action)
    return log


def _joined(survey: Log, made: Log) -> Log:
    """Return what the original carried with what was counted in the new file."""
    joined = Log()
    joined.removals |= survey.removals
    joined.changes |= survey.changes | made.changes
    joined.fidelity.update(made.fidelity)
    return joined
