"""A register as workbooks, out of its page and in through it, for these tests."""

import io

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.registers.book import xlsx


def sheet_of(client, register):
    """Return the rows of a register (`room:name`) as its page hands them out."""
    answer = client.get(reverse(f"{register}-export"), {"format": "xlsx"})
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def taken_in(client, register, *rows, data=b"", apply=True):
    """Take a file in and apply it; return the text of the page of differences."""
    file = SimpleUploadedFile("表.xlsx", data or xlsx(*rows))
    answer = client.post(reverse(f"{register}-import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    page = BeautifulSoup(client.get(answer["Location"]).content, "lxml").get_text(" ", strip=True)
    if apply:
        client.post(f"{answer['Location']}apply/")
    return page


def with_cell(sheet, heading, value):
    """Return the sheet's headings and first row, one cell of it changed."""
    headings, row, *_rest = sheet
    row[headings.index(heading)] = value
    return headings, row
