"""A stand-in for announcements: nobody has said anything yet."""


class FakeNews:
    async def page(self, actor, page=0, *, archive=False):
        return []

    async def scheduled(self, actor, page=0):
        return []

    async def results(self, actor, page=0):
        return []
