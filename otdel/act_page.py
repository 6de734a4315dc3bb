"""`/act/<token>`: a page of its own, without anything from elsewhere, that a phone shows well."""

from collections.abc import Awaitable, Callable
from html import escape
from http import HTTPStatus

from aiohttp import web

from core.errors import StorageUnavailable
from otdel.act_links import PATH
from otdel.acting import Acting, Shown

Ready = Callable[[], Acting]
"""Made when somebody first asks: most processes never are."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#e9edf0;"
    "color:#16202a;font:17px/1.45 system-ui,sans-serif}"
    "main{box-sizing:border-box;width:min(100% - 32px,420px);margin:16px;padding:24px;"
    "border-radius:16px;background:#fff;overflow-wrap:anywhere}"
    ".firm{margin:0;color:#55626f;font-size:14px}h1{margin:8px 0 12px;font-size:21px}"
    "p{margin:8px 0}button{width:100%;margin-top:12px;padding:14px;border:0;border-radius:12px;"
    "background:#1d4f5e;color:#fff;font:inherit;font-weight:600;cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{background:#0c1013;color:#e6ecf1}"
    "main{background:#181f25}.firm{color:#9aa8b4}button{background:#86cbdb;color:#07222a}}"
)


class ActPage:
    def __init__(self, acting: Ready, company: str) -> None:
        self._acting = acting
        self._company = company

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH + "{token}", self.look), web.post(PATH + "{token}", self.do)]

    async def look(self, request: web.Request) -> web.Response:
        return await self._answer(self._acting().look, request)

    async def do(self, request: web.Request) -> web.Response:
        """The body is never read: everything that counts is signed in the address."""
        return await self._answer(self._acting().do, request)

    async def _answer(
        self, work: Callable[[str], Awaitable[Shown]], request: web.Request
    ) -> web.Response:
        try:
            shown = await work(request.match_info["token"])
        except StorageUnavailable:
            raise web.HTTPServiceUnavailable(headers=HEADERS) from None
        return web.Response(
            text=page(self._company, shown),
            status=HTTPStatus.NOT_FOUND if shown.missing else HTTPStatus.OK,
            content_type="text/html",
            headers=HEADERS,
        )


def page(company: str, shown: Shown) -> str:
    """Every word of it is escaped; without a script it works everywhere."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in shown.lines)
    form = f'<form method="post"><button>{escape(shown.button)}</button></form>'
    return (
        f'<!doctype html><html lang="{escape(shown.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(shown.head)}</title>'
        f'<style>{STYLE}</style></head><body><main><p class="firm">{escape(company)}</p>'
        f"<h1>{escape(shown.head)}</h1>{lines}{form if shown.button else ''}</main></body></html>"
    )
