"""Sheets from outside are refused early, sheets of ours have no formula (faults 44, 46; P20)."""

import io
import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from core.errors import InvalidInput
from core.stock.intake import MOST_ROWS, Row
from locales import FluentTexts
from reports import spreadsheet
from reports.spreadsheet import intake_rows, rows_of, written

HEADER = ["product", "warehouse", "quantity", "unit", "purchase_price", "currency"]
GOODS = ["ПВХ С-70", "Склад", 2.5, "т", 118_000, "RUB"]


def book(*rows, name="Sheet1", more=()):
    """As a spreadsheet program writes it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet(name)
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(number, column, value)
        for other in more:
            made.add_worksheet(other).write(0, 0, "другой лист")
    return buffer.getvalue()


def changed(content, **members):
    """The archive with some members replaced or added; None takes one away."""
    names = {key.replace("__", "/"): value for key, value in members.items()}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename not in names:
                new.writestr(member.filename, old.read(member))
        for name, value in names.items():
            if value is not None:
                new.writestr(name, value)
    return buffer.getvalue()


def refused(content):
    with pytest.raises(InvalidInput) as error:
        intake_rows(content)
    return error.value.code


def test_rows_are_read_as_they_were_typed():
    content = book(
        HEADER, GOODS, [], ["ПЭТ", "Склад", "100 мешков", None, None, None],
        ["Б", "В", 25, "кг", "118,5", " USD "], more=["Второй"],
    )  # fmt: skip
    assert intake_rows(content) == [
        Row(2, "ПВХ С-70", "Склад", "2.5", "т", "118000", "RUB"),
        Row(4, "ПЭТ", "Склад", "100 мешков", "", "", ""),
        Row(5, "Б", "В", "25", "кг", "118,5", "USD"),
    ]


def test_columns_are_found_by_name_wherever_they_stand():
    content = book([" Quantity ", "note", "WAREHOUSE", "product"], ["1 т", "?", "Склад", "ПЭТ"])
    assert intake_rows(content) == [Row(2, "ПЭТ", "Склад", "1 т")]


def test_columns_have_their_russian_names_too():
    head = ["Товар", "СКЛАД", "Кол-во", "Ед. изм.", "Закупочная  цена", "Валюта"]
    row = ["ПЭТ", "Склад", "1", "т", "118000", "RUB"]
    assert intake_rows(book(head, row)) == [Row(2, *row)]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_columns_that_the_bot_names_are_those_that_are_read(language):
    texts = FluentTexts("ru")
    head = texts.render("tg-import-columns", language, {}).split(", ")
    example = texts.render("tg-import-example", language, {}).split(" | ")
    (row,) = intake_rows(written(head, [example]))
    assert [row.product, row.warehouse, row.quantity, row.unit, row.purchase_price,
            row.currency] == example  # fmt: skip


def test_a_text_that_begins_like_a_formula_is_a_text():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["=A1", "@Склад", "1", "т"])
    assert intake_rows(buffer.getvalue()) == [Row(2, "=A1", "@Склад", "1", "т")]


@pytest.mark.parametrize(
    "head", [[], ["product"], ["товар", "склад", "вес"], ["product", "quantity", "unit"]]
)
def test_without_its_header_a_sheet_is_not_understood(head):
    assert refused(book(head, GOODS)) == "sheet-header"


def test_formulas_are_refused_with_their_row():
    for formula in ("=1+1", "{=SUM(A1:A2)}"):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, GOODS)
            sheet.write(2, 2, formula) if formula[0] == "=" else sheet.write_array_formula(
                2, 2, 2, 2, formula
            )
        with pytest.raises(InvalidInput) as error:
            intake_rows(buffer.getvalue())
        assert (error.value.code, error.value.fields) == ("sheet-formula", {"row": 3})


@pytest.mark.parametrize("value", [True, "ы" * 1001])
def test_a_cell_that_is_no_word_and_no_number_is_refused(value):
    assert refused(book(HEADER, [*GOODS[:3], value])) == "sheet-cell"


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/externalLinks/externalLink1.xml",
             "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.xml"],
)  # fmt: skip
def test_whatever_could_act_is_refused(name):
    content = changed(book(HEADER, GOODS), **{name.replace("/", "__"): b"x"})
    assert refused(content) == "sheet-macros"


def test_a_workbook_that_calls_itself_one_with_macros_is_refused():
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )
    content = changed(book(HEADER, GOODS), **{"[Content_Types].xml": types})
    assert refused(content) == "sheet-macros"


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"MZ" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 512, "текст".encode()]
)
def test_what_is_no_workbook_is_refused(content):
    assert refused(content) == "sheet-broken"


def test_an_archive_that_is_no_workbook_or_half_of_one_is_refused():
    whole = book(HEADER, GOODS)
    assert refused(whole[: len(whole) // 2]) == "sheet-broken"
    assert refused(changed(whole, **{"[Content_Types].xml": None})) == "sheet-broken"
    assert refused(changed(whole, **{"xl/worksheets/sheet1.xml": b"<broken"})) == "sheet-broken"
    assert refused(changed(whole, **{"xl/workbook.xml": b"<broken"})) == "sheet-broken"


def test_a_large_file_is_not_even_opened():
    content = b"PK\x03\x04" + b"\0" * (50 * 1024 * 1024)
    started = time.thread_time()
    assert refused(content) == "sheet-too-big"
    assert time.thread_time() - started < 0.5


@pytest.mark.parametrize("sheet", [b" " * (41 * 1024 * 1024), b"<x/>" * (4 * 1024 * 1024)])
def test_what_swells_is_refused_by_its_directory(sheet, monkeypatch):
    """Fault 46: 164 KB that become 47 MB took 21 s and 436 MiB."""
    content = changed(book(HEADER, GOODS), **{"xl/worksheets/sheet1.xml": sheet})
    assert len(content) < spreadsheet.LARGEST_FILE
    monkeypatch.setattr(spreadsheet, "_check_contents", lambda _: pytest.fail("was opened"))
    started = time.thread_time()
    assert refused(content) == "sheet-too-big"
    assert time.thread_time() - started < 0.5


def test_words_without_end_are_refused_before_the_workbook_is_opened(monkeypatch):
    """Fault 46: no member swells much, and all of them would stand in memory at once."""
    words = b"".join(b"<si><t>%x</t></si>" % n for n in range(850_000))
    content = changed(book(HEADER, GOODS), **{"xl/sharedStrings.xml": b"<sst>" + words + b"</sst>"})
    assert len(content) < spreadsheet.LARGEST_FILE
    monkeypatch.setattr(spreadsheet, "_read", lambda _: pytest.fail("was opened"))
    assert refused(content) == "sheet-too-big"


def test_the_longest_honest_sheet_is_not_too_big():
    rows = [[f"Полиэтилен высокой плотности {n} " * 3, *GOODS[1:]] for n in range(MOST_ROWS)]
    spreadsheet._require_harmless(written(HEADER, rows))


def test_a_directory_that_lies_about_its_sizes_does_not_help(monkeypatch):
    content = changed(book(HEADER, GOODS), **{"xl/worksheets/sheet1.xml": b" " * 30_000_000})
    lying = content.replace((30_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != content
    assert refused(lying) in {"sheet-broken", "sheet-too-big"}


def test_what_really_comes_out_is_counted(monkeypatch):
    content = book(HEADER, GOODS)
    monkeypatch.setattr(spreadsheet, "_check_directory", lambda _: None)
    monkeypatch.setattr(spreadsheet, "LARGEST_INFLATED", 1_000)
    assert refused(content) == "sheet-too-big"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_too_many_or_twofold_members_is_refused():
    many = {f"junk{n}.xml": b"" for n in range(spreadsheet.MOST_MEMBERS)}
    assert refused(changed(book(HEADER, GOODS), **many)) == "sheet-too-big"
    buffer = io.BytesIO(book(HEADER, GOODS))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<other/>")
    assert refused(buffer.getvalue()) == "sheet-too-big"


LAUGHS = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><worksheet>&l2;</worksheet>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_xml_with_entities_is_refused(member, encoding):
    """Billion laughs."""
    text = f'<?xml version="1.0" encoding="{encoding[:6]}"?>{LAUGHS}'
    content = changed(book(HEADER, GOODS), **{member: text.encode(encoding)})
    assert refused(content) == "sheet-broken"


def test_an_entity_on_the_edge_of_what_is_read_at_once_is_seen():
    for shift in range(12):
        padding = b"\n" * (64 * 1024 - 6 - shift)
        content = changed(book(HEADER, GOODS), x=padding + b"<!DOCTYPE x>" + bytes(range(256)) * 9)
        assert refused(content) == "sheet-broken"


def test_too_many_rows_are_refused_also_where_the_sheet_skips_them(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 5)
    assert len(list(rows_of(book(HEADER, *[GOODS] * 5)))) == 6
    with pytest.raises(InvalidInput) as error:
        intake_rows(book(HEADER, *[GOODS] * 6))
    assert (error.value.code, error.value.fields) == ("sheet-rows", {"limit": 5})
    far = io.BytesIO()
    with xlsxwriter.Workbook(far) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1_000_000, 0, GOODS)
    started = time.thread_time()
    assert refused(far.getvalue()) == "sheet-rows"
    assert time.thread_time() - started < 1


def test_cells_far_to_the_right_are_not_looked_at():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, GOODS)
        sheet.write(1, 16_000, "далеко")
    assert len(intake_rows(buffer.getvalue())) == 1


DANGEROUS = ['=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1",
             "http://example.com", "{=1}", "1e5", "007"]  # fmt: skip


def test_what_we_write_has_no_formula_and_no_link():
    """P20, fault 44."""
    content = written(["=name", "more"], [[text, "x"] for text in DANGEROUS])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for line in sheet.iter_rows(max_col=1) for cell in line]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    said = [cell.value for cell in cells]
    assert said[0] == "=name"
    assert [s.strip() for s in said[1:]] == [text.strip() for text in DANGEROUS]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_and_days_stay_numbers_and_days():
    moment = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    content = written(
        ["a", "b", "c", "d", "e", "f"],
        [[1, Decimal("2.50"), moment, date(2026, 11, 21), None, True]],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]] == [
        1, 2.5, datetime(2026, 11, 20, 10, 30), datetime(2026, 11, 21), None, "True",  # noqa: DTZ001
    ]  # fmt: skip
    assert sheet.freeze_panes == "A2"


def test_a_written_sheet_is_read_back():
    content = written(HEADER, [["ПЭТ", "Склад", Decimal("2.5"), "т", 118_000, "RUB"]])
    assert intake_rows(content) == [Row(2, "ПЭТ", "Склад", "2.5", "т", "118000", "RUB")]
