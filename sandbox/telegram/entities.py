import re
from html import unescape
from typing import Any

from sandbox.telegram.errors import bad
from sandbox.telegram.spec import utf16

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>|<")
ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")
STRAY_AMP = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FOUND_BY_SERVER = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[a-z]{2,})"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
Entity = dict[str, Any]


def read_text(params: dict[str, Any], name: str = "text") -> tuple[str, list[Entity]]:
    """The final text and entities of a call; limits count UTF-16 units after parsing."""
    raw = CONTROL.sub(" ", params.get(name, "")).replace("\r", "")
    entities_name = "caption_entities" if name == "caption" else "entities"
    entities: list[Entity] = params.get(entities_name, [])
    mode = params.get("parse_mode")
    if mode and mode.upper() == "HTML":
        raw, entities = parse_html(raw)
    elif mode:
        raise bad(f"parse mode {mode} is not emulated")
    check_bounds(raw, entities)
    text, entities = _trimmed(raw, entities)
    limit = CAPTION_LIMIT if name == "caption" else TEXT_LIMIT
    if utf16(text) > limit:
        raise bad("message caption is too long" if name == "caption" else "message is too long")
    return text, entities


def check_bounds(text: str, entities: list[Entity]) -> None:
    """Offsets are UTF-16 units: inside the text, and never inside a surrogate pair."""
    if not entities:
        return
    units = text.encode("utf-16-le")
    total = len(units) // 2
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] < 1 or end > total:
            raise bad("ENTITY_BOUNDS_INVALID")
        if _splits_a_pair(units, start) or _splits_a_pair(units, end):
            raise bad(f"entity begins or ends in the middle of a UTF-16 symbol at {start}")
        _check_extras(entity)


def _splits_a_pair(units: bytes, at: int) -> bool:
    return at * 2 < len(units) and 0xDC <= units[at * 2 + 1] <= 0xDF


def _check_extras(entity: Entity) -> None:
    needed = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
    name = needed.get(entity["type"])
    if name is not None and name not in entity:
        raise bad(f"can't parse entities: entity {entity['type']} has no {name}")


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The server strips outer white space and moves the entities along."""
    left = len(text) - len(text.lstrip())
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, entities
    total, shift = utf16(stripped), utf16(text[:left])
    moved = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] - shift + entity["length"], total)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return stripped, moved


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Only the documented tags, properly nested; a bare `<` or `&` is refused."""
    out: list[str] = []
    size = at = 0
    stack: list[tuple[str, int, Entity]] = []
    entities: list[Entity] = []
    for token in TOKEN.finditer(source):
        size += _take(source[at : token.start()], out)
        at = token.end()
        closing, tag, attributes = token[1], (token[2] or "").lower(), token[3] or ""
        if tag not in TAGS:
            raise bad(
                f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset '
                f"{len(source[: token.start()].encode())}"
            )
        if not closing:
            stack.append((tag, size, _entity_of(tag, attributes)))
            continue
        if not stack or stack[-1][0] != tag:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {token.start()}")
        _, start, entity = stack.pop()
        if size > start:
            entities.append({**entity, "offset": start, "length": size - start})
    size += _take(source[at:], out)
    if stack:
        raise bad(
            f"can't parse entities: Can't find end tag corresponding to start tag {stack[-1][0]}"
        )
    return "".join(out), sorted(entities, key=lambda row: (row["offset"], -row["length"]))


def _take(piece: str, out: list[str]) -> int:
    if STRAY_AMP.search(piece):
        raise bad("can't parse entities: unescaped & in the text")
    plain = unescape(piece)
    out.append(plain)
    return utf16(plain)


def _entity_of(tag: str, attributes: str) -> Entity:
    found = {
        row[1]: unescape(row[2] or row[3] or row[4] or "") for row in ATTRIBUTE.finditer(attributes)
    }
    entity: Entity = {"type": TAGS[tag]}
    if tag == "a":
        entity["url"] = found.get("href", "")
    elif tag == "tg-emoji":
        entity["custom_emoji_id"] = found.get("emoji-id", "")
    elif tag == "span" and found.get("class") != "tg-spoiler":
        raise bad('can\'t parse entities: Tag "span" must have class "tg-spoiler"')
    elif tag == "blockquote" and "expandable" in found:
        entity["type"] = "expandable_blockquote"
    return entity


def found_by_server(text: str) -> list[Entity]:
    """What Telegram marks by itself in a person's text."""
    found = []
    for match in FOUND_BY_SERVER.finditer(text):
        offset = utf16(text[: match.start()])
        kind = match.lastgroup or "url"
        found.append({"type": kind, "offset": offset, "length": utf16(match[0])})
    return found
