"""What a fetched file is: told by its first bytes, never by its name."""

HEAD_BYTES = 512
PLAIN = "application/octet-stream"
MAX_PIXELS = 100_000_000

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp3gp", "video/3gpp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
_FORBIDDEN = (b"MZ", b"\x7fELF", b"#!/", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"!<arch>")
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe")

_OFFICE_ZIP = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE_OLE = frozenset(
    {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
)
_TEXTS = frozenset(
    {
        "text/plain",
        "text/csv",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "application/vcard",
    }
)
_OTHERS = frozenset(
    {"application/pdf", "application/rtf", "text/rtf", "application/ogg", PLAIN, ""}
)
_MOVIES = frozenset({"video/mp4", "video/3gpp", "video/quicktime", "audio/mp4"})
_PICTURES = frozenset({"image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"})


def judged_type(declared: str, head: bytes) -> str | None:
    """The type to keep a file under; None when it must not be kept.

    Both the header and the bytes are asked. Bytes that contradict their header count for what
    they are; unrecognised ones become a plain file that nothing ever opens or shows inline.
    Programs and markup, which a browser would run, are refused under any header.
    """
    declared = declared.partition(";")[0].strip().lower()
    if _dangerous(head) or _too_many_pixels(head):
        return None
    found = _by_bytes(head)
    if found is not None:
        return _container(declared, found)
    if not _allowed(declared):
        return None
    return declared if declared in _TEXTS and b"\x00" not in head else PLAIN


def _allowed(declared: str) -> bool:
    if declared in _PICTURES | _TEXTS | _OFFICE_OLE | _OTHERS or declared == "image/heic":
        return True
    return declared.startswith(("audio/", "video/", _OFFICE_ZIP, _OPEN_DOCUMENT))


def _container(declared: str, found: str) -> str | None:
    """Several formats share one envelope; there the header tells which."""
    if found == "application/zip":
        office = declared.startswith((_OFFICE_ZIP, _OPEN_DOCUMENT))
        return declared if office else None
    if found == "application/x-ole-storage":
        return declared if declared in _OFFICE_OLE else None
    if found in _MOVIES and declared.startswith(("video/", "audio/")):
        return declared
    return found


def _by_bytes(head: bytes) -> str | None:
    for offset, magic, name in _MAGIC:
        if head.startswith(magic, offset):
            return name
    return None


def _dangerous(head: bytes) -> bool:
    if head.startswith(_FORBIDDEN):
        return True
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP)


def _too_many_pixels(head: bytes) -> bool:
    """PNG and GIF tell their size at the beginning; a small file may unfold into gigabytes."""
    if head.startswith(b"\x89PNG"):
        size = (int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))
    elif head.startswith(b"GIF8"):
        size = (int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little"))
    else:
        return False
    return size[0] * size[1] > MAX_PIXELS
