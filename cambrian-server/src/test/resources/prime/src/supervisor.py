"""The calls of the Supervisor. None shows a token: it knows who comes in by which door."""

import asyncio

import aiohttp


class Refused(Exception):
    """The Supervisor said no."""


class Supervisor:
    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def versions(self) -> list[dict]:
        async with self.session.get(self.url + "/versions") as response:
            return await response.json()

    async def spawn(self, generation: int, path: str, spec_hash: str) -> dict:
        return await self.post(
            "/spawn", {"generation": generation, "artifact-path": path, "spec-hash": spec_hash}
        )

    async def promote(self, generation: int) -> dict:
        return await self.post("/promote", {"generation": generation})

    async def rollback(self, generation: int) -> dict:
        return await self.post("/rollback", {"generation": generation})

    async def post(self, path: str, body: dict) -> dict:
        async with self.session.post(self.url + path, json=body) as response:
            answer = await response.json()
            if response.status != 200 or not answer["ok"]:
                raise Refused(f"{response.status}: {answer['error']}")
            return answer

    async def verdict(self, generation: int, every: float = 0.5) -> dict:
        """Polls until the generation is judged; the Supervisor may be away for a while."""
        while True:
            try:
                for record in await self.versions():
                    if record["generation"] == generation and record["outcome"] != "in_progress":
                        return record
            except aiohttp.ClientConnectionError as e:
                print(f"the Supervisor is away: {type(e).__name__}", flush=True)
            await asyncio.sleep(every)
