import json
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.files import Files, Part

BODY_LIMIT = 60 * 1024 * 1024
Params = dict[str, Any]


async def read_body(request: web.Request, files: Files) -> tuple[Params, dict[str, Part]]:
    """Query string, urlencoded, multipart or JSON, as the Bot API takes them."""
    params: Params = dict(request.query)
    if request.content_type == "multipart/form-data":
        return await _multipart(request, files, params)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("can't parse JSON object")
        return {**params, **body}, {}
    form = await request.post()
    return {**params, **{key: str(value) for key, value in form.items()}}, {}


async def _multipart(
    request: web.Request, files: Files, params: Params
) -> tuple[Params, dict[str, Part]]:
    parts: dict[str, Part] = {}
    budget = BODY_LIMIT
    async for field in await request.multipart():
        if not isinstance(field, BodyPartReader) or not field.name:
            raise bad("nested multipart body")
        if field.filename is None:
            text = await field.read(decode=True)
            budget -= len(text)
            params[field.name] = bytes(text).decode()
        else:
            part = await _to_disk(field, files, budget)
            budget -= part.size
            parts[part.name] = part
        if budget < 0:
            raise ApiError("Request Entity Too Large", 413)
    return params, parts


async def _to_disk(field: BodyPartReader, files: Files, budget: int) -> Part:
    disk = files.new_path()
    size = 0
    with disk.open("wb") as file:
        while chunk := await field.read_chunk(64 * 1024):
            size += len(chunk)
            if size > budget:
                raise ApiError("Request Entity Too Large", 413)
            file.write(chunk)
    kind = field.headers.get("Content-Type", "application/octet-stream")
    return Part(field.name or "", field.filename or "", kind, size, disk)
