"""Grows offspring from the specification at CAMBRIAN_SPEC_PATH and serves its state on port 8401."""

import asyncio
import os
import pathlib
import sys
import time

import aiohttp
from aiohttp import web

from src import blocks, model, sealing, supervisor

FORMAT = 'Answer with every file as a block: a line <file path="PATH">, the content, a line </file:end>.'


class Prime:
    def __init__(self) -> None:
        self.generation = int(os.environ.get("CAMBRIAN_GENERATION", "0"))
        self.status = "idle"
        self.started = time.monotonic()

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def stats(self, request: web.Request) -> web.Response:
        uptime = int(time.monotonic() - self.started)
        return web.json_response(
            {"generation": self.generation, "status": self.status, "uptime": uptime}
        )

    async def grow(self) -> bool:
        """Grows as many generations as it may; whether the last of them lives."""
        timeout = aiohttp.ClientTimeout(total=None, sock_read=600)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            host = supervisor.Supervisor(session, os.environ["CAMBRIAN_SUPERVISOR_URL"])
            alive = True
            for _ in range(int(os.environ.get("CAMBRIAN_MAX_GENS", "5"))):
                alive = alive and await self.offspring(session, host)
            return alive

    async def offspring(self, session: aiohttp.ClientSession, host: supervisor.Supervisor) -> bool:
        """One codebase that lives, after as many failed ones as are allowed."""
        failed = ""
        for retry in range(int(os.environ.get("CAMBRIAN_MAX_RETRIES", "3")) + 1):
            name = "CAMBRIAN_MODEL" if retry == 0 else "CAMBRIAN_ESCALATION_MODEL"
            record = await self.attempt(session, host, os.environ[name], failed)
            number = record["generation"]
            report = record.get("viability", {})
            if record["outcome"] == "tested" and report.get("status") == "viable":
                await host.promote(number)
                say(f"promoted {number}")
                return True
            if record["outcome"] == "tested":
                await host.rollback(number)
            say(f"rolled back {number}: failed at {report.get('failure_stage')}")
            failed = str(report.get("diagnostics", {}).get("summary", record["outcome"]))
        return False

    async def attempt(
        self, session: aiohttp.ClientSession, host: supervisor.Supervisor, name: str, failed: str
    ) -> dict:
        """One generation, judged."""
        spec = pathlib.Path(os.environ["CAMBRIAN_SPEC_PATH"])
        known = [record["generation"] for record in await host.versions()]
        number = max([self.generation, *known]) + 1
        self.status = "generating"
        prompt = f"The specification:\n\n{spec.read_text()}\n\n{FORMAT}"
        if failed:
            prompt += f"\n\nAn earlier attempt failed: {failed}"
        files, answer = await self.readable(session, name, spec, prompt)
        directory = pathlib.Path(os.environ["CAMBRIAN_WORKSPACE"]) / f"gen-{number}"
        spec_hash = sealing.seal(
            directory, files, spec, number, self.generation, answer.model, answer.usage
        )
        self.status = "verifying"
        started = await host.spawn(number, directory.name, spec_hash)
        say(f"spawned {number} as {started['container-id']}")
        record = await host.verdict(number)
        self.status = "idle"
        return record

    async def readable(
        self, session: aiohttp.ClientSession, name: str, spec: pathlib.Path, prompt: str
    ) -> tuple[dict[str, str], model.Answer]:
        """An answer that is files, asked for again as often as is allowed."""
        system = blocks.fenced(spec.read_text(), "system-prompt") or "You write whole codebases."
        repairs = int(os.environ.get("CAMBRIAN_MAX_PARSE_RETRIES", "2"))
        while True:
            answer = await model.ask(session, name, system, prompt)
            try:
                return blocks.files(answer.text), answer
            except blocks.Unreadable as e:
                say(f"unreadable: {e}")
                if repairs == 0:
                    raise
                repairs -= 1
                prompt += f"\n\nYour last answer could not be read: {e}"


def say(line: str) -> None:
    print(line, flush=True)


async def main() -> int:
    prime = Prime()
    app = web.Application()
    app.router.add_get("/health", prime.health)
    app.router.add_get("/stats", prime.stats)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 8401).start()
    say("alive")
    if "CAMBRIAN_SUPERVISOR_URL" not in os.environ:
        # It is being judged and nobody wants offspring.
        await asyncio.Event().wait()
    try:
        alive = await prime.grow()
    except (model.ModelError, supervisor.Refused, blocks.Unreadable, aiohttp.ClientError) as e:
        say(f"gave up: {type(e).__name__}: {e}")
        return 3
    finally:
        await runner.cleanup()
    return 0 if alive else 4


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
