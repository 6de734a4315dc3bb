"""xlsx from people whom nobody checked, and xlsx for people whose office suite runs formulas."""

import importlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from core.errors import InvalidInput
from core.stock.intake import MOST_ROWS, Row

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_INFLATED = 16 * 1024 * 1024
"""Bytes of everything in the archive together: `MOST_ROWS` of long names are less, and 40 MB of
words, none of them alike, took 22 s and 340 MiB."""
HIGHEST_RATIO = 200
"""Of inflated to packed size; a honest sheet stays far below (fault 46)."""
SMALL = 64 * 1024
"""Inflated bytes of one member below which its ratio does no harm."""
MOST_MEMBERS = 500
WIDEST = 64
LONGEST_CELL = 1000
HEADER: Final = ("product", "warehouse", "quantity", "unit", "purchase_price", "currency")
_REQUIRED: Final = ("product", "warehouse", "quantity")
_ALSO: Final = {
    "товар": "product",
    "марка": "product",
    "наименование": "product",
    "склад": "warehouse",
    "количество": "quantity",
    "кол-во": "quantity",
    "единица": "unit",
    "ед.": "unit",
    "ед. изм.": "unit",
    "закупочная цена": "purchase_price",
    "цена закупки": "purchase_price",
    "цена": "purchase_price",
    "валюта": "currency",
}
"""What people call the columns in their own tables."""
_ACTIVE = re.compile(r"vbaProject|macrosheets/|externalLinks/|embeddings/|activeX/", re.IGNORECASE)
_MACRO_TYPE = b"macroEnabled"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What zipfile says of an archive that is none, or is locked, cut short or oddly packed."""


def intake_rows(content: bytes) -> list[Row]:
    """Rows of the first sheet below INTERFACE's header. Raises InvalidInput."""
    rows = rows_of(content)
    number, head = next(rows, (1, []))
    columns = {_column(name): n for n, name in reversed(list(enumerate(head)))}
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise InvalidInput("sheet-header", row=number, columns=", ".join(HEADER))
    found = []
    for number, cells in rows:
        values = {name: _cell(cells, columns.get(name)) for name in HEADER}
        if any(values.values()):
            found.append(Row(number=number, **values))
    return found


def _column(name: str) -> str:
    told = " ".join(name.casefold().split())
    return _ALSO.get(told, told)


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""


def rows_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of each row of the first sheet; blank ones are left out.

    The archive is looked through before anything opens it as a workbook: its directory first,
    then what really comes out of it. Raises InvalidInput.
    """
    _require_harmless(content)
    try:
        yield from _read(content)
    except (InvalidInput, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a broken workbook breaks openpyxl in any way there is
        raise InvalidInput("sheet-broken") from None


def _require_harmless(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise InvalidInput("sheet-too-big", limit=LARGEST_FILE // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive)
            _check_contents(archive)
    except _BROKEN:
        raise InvalidInput("sheet-broken") from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    inflated = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or len(names) < len(members) or inflated > LARGEST_INFLATED:
        raise InvalidInput("sheet-too-big", limit=LARGEST_FILE // 1024 // 1024)
    for member in members:
        if member.file_size > max(SMALL, HIGHEST_RATIO * member.compress_size):
            raise InvalidInput("sheet-too-big", limit=LARGEST_FILE // 1024 // 1024)
        if _ACTIVE.search(member.filename):
            raise InvalidInput("sheet-macros")
    if "[Content_Types].xml" not in names:
        raise InvalidInput("sheet-broken")


def _check_contents(archive: zipfile.ZipFile) -> None:
    """What comes out is counted, whatever the directory says."""
    inflated = 0
    for member in archive.infolist():
        with archive.open(member) as stream:
            tail = b""
            while chunk := stream.read(_CHUNK):
                inflated += len(chunk)
                if inflated > LARGEST_INFLATED:
                    raise InvalidInput("sheet-too-big", limit=LARGEST_FILE // 1024 // 1024)
                # XML in two bytes a sign looks the same without the zeros.
                plain = (tail + chunk).replace(b"\x00", b"")
                if _DOCTYPE.search(plain):
                    raise InvalidInput("sheet-broken")
                if member.filename == "[Content_Types].xml" and _MACRO_TYPE in plain:
                    raise InvalidInput("sheet-macros")
                tail = plain[-64:]


def _read(content: bytes) -> Iterator[tuple[int, list[str]]]:
    # Half a second that only a sheet is worth; the library carries no types.
    excel: Any = importlib.import_module("openpyxl")
    book = excel.load_workbook(
        io.BytesIO(content), read_only=True, data_only=False, keep_links=False
    )
    try:
        if not book.worksheets:
            raise InvalidInput("sheet-empty")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the sheet's own word for its size is not taken
        for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
            if number > MOST_ROWS + 1:
                raise InvalidInput("sheet-rows", limit=MOST_ROWS)
            texts = [_text(cell, number) for cell in cells]
            if any(texts):
                yield number, texts
    finally:
        book.close()


def _text(cell: Any, number: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        raise InvalidInput("sheet-formula", row=number)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal | date):
        raise InvalidInput("sheet-cell", row=number)
    text = value.strip() if isinstance(value, str) else _number(value)
    if len(text) > LONGEST_CELL:
        raise InvalidInput("sheet-cell", row=number)
    return text


def _number(value: float | Decimal | date) -> str:
    """As it is typed: 25 and not 25.0, whichever program wrote the file."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def written(
    header: Sequence[str], rows: Iterable[Sequence[str | int | Decimal | datetime | date | None]]
) -> bytes:
    """An xlsx without a single formula, whatever the texts begin with (P20, fault 44)."""
    import xlsxwriter  # noqa: PLC0415 - see above

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                _put(sheet, row, column, value, formats)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _put(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime | date):
        moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, moment, formats[type(value)])
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:32_767])
