from typing import Any

from aiohttp import web

from sandbox.control import Body, control
from sandbox.mail.post import Post


class MailControl:
    def __init__(self, post: Post) -> None:
        self._post = post

    def routes(self) -> list[web.RouteDef]:
        return [control("mail", self._mail, "GET")]

    async def _mail(self, body: Body) -> Any:
        """Everybody's letters, oldest first, or those of one address."""
        wanted = body.get("to")
        return [one for one in self._post.letters if wanted in (None, one["to"])]
