import io
import zipfile

import pytest

from bots.whatsapp.file_type import judged_type

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (64).to_bytes(4) * 2 + b"rest of the picture"
PDF = b"%PDF-1.7 rest of the document"


def docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return packed.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HUGE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (14_000).to_bytes(4) * 2


@pytest.mark.parametrize(
    ("declared", "head", "kept"),
    [
        ("image/jpeg", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        ("image/jpeg", PNG, "image/png"),
        ("application/octet-stream", PDF, "application/pdf"),
        ("text/html", PDF, "application/pdf"),
        ("audio/ogg; codecs=opus", b"OggS....", "audio/ogg"),
        ("video/mp4", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("audio/mp4", b"\x00\x00\x00\x18ftypmp42", "audio/mp4"),
        ("text/vcard", b"BEGIN:VCARD\r\n", "text/vcard"),
        ("text/plain; charset=utf-8", "прайс".encode(), "text/plain"),
        ("text/csv", b"a;b", "text/csv"),
        ("text/plain", b"a\x00b", "application/octet-stream"),
        (DOCX, docx(), DOCX),
        ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        ("image/jpeg", b"nothing known", "application/octet-stream"),
        ("", b"nothing known", "application/octet-stream"),
        ("application/zip", docx(), None),
        ("image/png", docx(), None),
        ("text/html", b"<b>hello", None),
        ("text/plain", b"\xef\xbb\xbf  <!DOCTYPE html>", None),
        ("image/svg+xml", b"<svg onload=alert(1)>", None),
        ("image/png", b"<script>", None),
        ("application/pdf", b"MZ\x90\x00", None),
        ("text/plain", b"#!/bin/sh", None),
        ("application/octet-stream", b"\x7fELF", None),
        ("application/x-msdownload", b"nothing known", None),
        ("image/png", HUGE, None),
        ("image/gif", b"GIF89a\xff\xff\xff\xff", None),
    ],
)
def test_header_and_bytes_together_decide_the_type(declared, head, kept) -> None:
    assert judged_type(declared, head) == kept
