"""LibreOffice kept running for one old file after another: its profile, and how it is told.

A macro of our own waits for orders. It opens a document with macros off and links not followed,
stores it in the format asked for, and closes it. Whoever runs it may replace it at any time.
"""

from collections.abc import Mapping

from sekisho.sanitize.confinement import Standing

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = "http://openoffice.org/2000/library"
_DTD = '<!DOCTYPE {}:{} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{}.dtd">\n'
_MACRO = """
Function Word(sName As String, vValue As Variant) As Object
  Dim oWord As New com.sun.star.beans.PropertyValue
  oWord.Name = sName
  oWord.Value = vValue
  Word = oWord
End Function

Sub Convert(sFolder As String)
  Dim sLine(3) As String, i As Integer, oDocument As Object
  On Error GoTo Failed
  Open sFolder &amp; "/order" For Input As #1
  For i = 0 To 3
    Line Input #1, sLine(i)
  Next
  Close #1
  oDocument = StarDesktop.loadComponentFromURL( _
    ConvertToURL(sFolder &amp; "/" &amp; sLine(0)), "_blank", 0, _
    Array(Word("Hidden", True), Word("FilterName", sLine(1)), _
      Word("MacroExecutionMode", 0), Word("UpdateDocMode", 0)))
  oDocument.storeToURL(ConvertToURL(sFolder &amp; "/" &amp; sLine(2)), _
    Array(Word("FilterName", sLine(3))))
  oDocument.close(True)
Failed:
End Sub

Sub Serve(sFolder As String)
  Do While True
    If FileExists(sFolder &amp; "/order") Then
      Convert(sFolder)
      Kill sFolder &amp; "/order"
    Else
      Wait 20
    End If
  Loop
End Sub
"""


def _libraries(kind: str) -> str:
    """Return the list of libraries of a profile: the one it always has."""
    return (
        f"{_HEAD}{_DTD.format('library', 'libraries', 'libraries')}"
        f'<library:libraries xmlns:library="{_LIBRARY}" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<library:library library:name="Standard" xlink:type="simple" library:link="false" '
        f'xlink:href="$(USER)/basic/Standard/{kind}.xlb/"/></library:libraries>'
    )


def _library(elements: str) -> str:
    return (
        f"{_HEAD}{_DTD.format('library', 'library', 'library')}"
        f'<library:library xmlns:library="{_LIBRARY}" library:name="Standard" '
        f'library:readonly="false" library:passwordprotected="false">{elements}</library:library>'
    )


def _module(code: str) -> str:
    return (
        f"{_HEAD}{_DTD.format('script', 'module', 'module')}"
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Converter" '
        f'script:language="StarBasic">{code}</script:module>'
    )


def _settings() -> str:
    """Say that the profile is complete, or LibreOffice would begin with a fresh one."""
    done = "".join(
        f'<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="{name}" oor:op="fuse">'
        "<value>true</value></prop></item>"
        for name in ("ooSetupInstCompleted", "MigrationCompleted")
    )
    return f'{_HEAD}<oor:items xmlns:oor="http://openoffice.org/2001/registry">{done}</oor:items>'


_PROFILE = {
    "registrymodifications.xcu": _settings(),
    "basic/script.xlc": _libraries("script"),
    "basic/dialog.xlc": _libraries("dialog"),
    "basic/Standard/script.xlb": _library('<library:element library:name="Converter"/>'),
    "basic/Standard/dialog.xlb": _library(""),
    "basic/Standard/Converter.xba": _module(_MACRO),
}
QUIET = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
PROFILE = "-env:UserInstallation=file:///work/profile"


def standing(parameters: Mapping[str, str]) -> Standing:
    """Return how LibreOffice is kept, with the order to convert one file."""
    extension, _, writer = parameters["writer"].partition(":")
    lines = (parameters["input"], parameters["reader"], f"input.{extension}", writer)
    return Standing(
        words=("soffice", PROFILE, *QUIET, "macro:///Standard.Converter.Serve(/work/box)"),
        files=tuple((f"profile/user/{name}", text.encode()) for name, text in _PROFILE.items()),
        order="".join(f"{line}\n" for line in lines).encode(),
    )
