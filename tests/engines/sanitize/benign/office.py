"""Word, Excel and PowerPoint files as python-docx, openpyxl, XlsxWriter and python-pptx write them.

A third of the size asked for is pictures, the rest is text: Japanese prose packs about 4 : 1.
"""

import datetime as dt
import io

import docx
import openpyxl
import pptx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from tests.engines.sanitize.benign import Benign
from tests.engines.sanitize.benign.pictures import photo, saved
from tests.engines.sanitize.benign.prose import chance, sentences

MONTHS = ("4月", "5月", "6月", "7月")
_MADE = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


def _picture(size: int, seed: int) -> io.BytesIO:
    return io.BytesIO(saved(photo(max(3_000, size // 3), seed), "JPEG", quality=85))


def _page_number(paragraph: object) -> None:
    for kind, code in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run.append(mark)


def _letter(size: int, seed: int) -> docx.document.Document:
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = _MADE
    document.add_heading("会議の開催について", 0)
    document.sections[0].header.paragraphs[0].text = "朝霧市総務部情報政策課"
    _page_number(document.sections[0].footer.paragraphs[0])
    for number, line in enumerate(sentences(max(600, size), seed)):
        if number % 12 == 0:
            document.add_heading(f"第{number // 12 + 1} 議題", 1)
        style = ("List Number", "List Bullet", "Normal", "Normal")[number % 4]
        paragraph = document.add_paragraph(style=style)
        paragraph.add_run(line[:20]).bold = number % 3 == 0
        paragraph.add_run(line[20:])
    table = document.add_table(6, 4, style="Light Grid Accent 1")
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            cell.text = f"{MONTHS[column]} {row}"
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_picture(_picture(size, seed), width=Cm(8))
    document.add_page_break()
    document.add_paragraph("以上")
    return document


def word(size: int, seed: int) -> bytes:
    out = io.BytesIO()
    _letter(size, seed).save(out)
    return out.getvalue()


def excel(size: int, seed: int) -> bytes:
    """Return a workbook of openpyxl: formulas, a chart, rules, comments, two sheets."""
    book, draw = openpyxl.Workbook(), chance(seed)
    book.properties.created = book.properties.modified = _MADE.replace(tzinfo=None)
    sheet = book.active
    sheet.title = "予算"
    sheet.append(["事業", *MONTHS, "計"])
    for number, line in enumerate(sentences(max(600, size), seed), 2):
        sheet.append(
            [line[:120], *(draw.randrange(10_000) for _ in MONTHS), f"=SUM(B{number}:E{number})"]
        )
    last = sheet.max_row
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEEFF")
    sheet["B2"].number_format = "#,##0"
    sheet["A2"].hyperlink = "https://www.city.example.jp/yosan"
    sheet["C2"].comment = Comment("要確認", "財政課")
    sheet.freeze_panes, sheet.auto_filter.ref = "B2", f"A1:F{last}"
    sheet.column_dimensions["A"].width = 40
    sheet.conditional_formatting.add(
        f"B2:E{last}",
        ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF8888"),
    )
    rule = DataValidation(type="list", formula1='"可,否"')
    sheet.add_data_validation(rule)
    rule.add("G2:G20")
    chart = BarChart()
    chart.add_data(
        Reference(sheet, min_col=2, max_col=5, min_row=1, max_row=8), titles_from_data=True
    )
    chart.title = "月別"
    sheet.add_chart(chart, "I2")
    other = book.create_sheet("集計")
    other["A1"], other["B1"] = "合計", f"=SUM(予算!F2:F{last})"
    other.merge_cells("A3:C3")
    other["A3"] = dt.date(2026, 11, 25)
    picture = openpyxl.drawing.image.Image(_picture(size, seed))
    other.add_image(picture, "E2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger(size: int, seed: int) -> bytes:
    """Return a workbook of XlsxWriter: the shared strings and values cached as Excel writes them."""
    out, draw = io.BytesIO(), chance(seed)
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "台帳", "created": _MADE})
        sheet = book.add_worksheet("台帳")
        bold, money = (
            book.add_format({"bold": True, "bg_color": "#DDEEFF"}),
            book.add_format({"num_format": "#,##0"}),
        )
        for column, head in enumerate(("件名", "数量", "単価", "金額")):
            sheet.write(0, column, head, bold)
        row = 0
        for row, line in enumerate(sentences(max(600, size), seed), 1):
            count, price = draw.randrange(1, 100), draw.randrange(10_000)
            sheet.write(row, 0, line[:100])
            sheet.write(row, 1, count)
            sheet.write(row, 2, price, money)
            sheet.write_formula(row, 3, f"=B{row + 1}*C{row + 1}", money, count * price)
        sheet.autofilter(0, 0, row, 3)
        sheet.conditional_format(1, 3, row, 3, {"type": "data_bar"})
        sheet.data_validation("F2", {"validate": "list", "source": ["可", "否"]})
        sheet.write_url("F4", "https://www.city.example.jp/")
        sheet.write_comment("F5", "確認済み")
        sheet.insert_image("H2", "図.jpg", {"image_data": _picture(size, seed)})
        for kind in ("line", "pie", "scatter"):
            chart = book.add_chart({"type": kind})
            chart.add_series(
                {"name": "金額", "categories": "=台帳!$B$2:$B$8", "values": "=台帳!$D$2:$D$8"}
            )
            sheet.insert_chart(f"H{20 + len(book.charts) * 16}", chart)
        table = book.add_worksheet("表")
        table.add_table(
            "A1:B4",
            {
                "data": [["甲", 1], ["乙", 2], ["丙", 3]],
                "columns": [{"header": "名"}, {"header": "数"}],
            },
        )
        book.define_name("合計", "=台帳!$D$2")
    return out.getvalue()


def slides(size: int, seed: int) -> bytes:
    """Return a deck of python-pptx: bullets, a table, a chart, a picture, notes."""
    deck = pptx.Presentation()
    deck.core_properties.created = deck.core_properties.modified = _MADE.replace(tzinfo=None)
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "情報セキュリティ研修", "令和8年度"
    lines = sentences(max(600, size), seed)
    for at in range(0, len(lines), 6):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"{at // 6 + 1} 要点"
        frame = slide.placeholders[1].text_frame
        frame.text = lines[at][:80]
        for number, line in enumerate(lines[at + 1 : at + 6]):
            paragraph = frame.add_paragraph()
            paragraph.text, paragraph.level = line[:80], number % 3
        slide.notes_slide.notes_text_frame.text = "ここで休憩する。"
    _figures(deck, _picture(size, seed))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _figures(deck: object, picture: io.BytesIO) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "受講率"
    data = CategoryChartData()
    data.categories = MONTHS
    data.add_series("受講率", (0.5, 0.7, 0.9, 0.98))
    slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(0.5), Inches(2), Inches(4), Inches(3), data
    )
    table = slide.shapes.add_table(3, 2, Inches(5), Inches(2), Inches(4), Inches(1.5)).table
    for row in range(3):
        table.cell(row, 0).text, table.cell(row, 1).text = f"{row}課", str(row * 10)
    slide.shapes.add_picture(picture, Inches(5), Inches(4), width=Inches(2))
    box = slide.shapes.add_textbox(Inches(0.5), Inches(5.5), Inches(4), Inches(0.5))
    run = box.text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "詳細", "https://www.city.example.jp/"


OFFICE = (
    Benign("通知.docx", word, "python-docx"),
    Benign("予算.xlsx", excel, "openpyxl"),
    Benign("台帳.xlsx", ledger, "XlsxWriter"),
    Benign("研修.pptx", slides, "python-pptx"),
)
