"""The Messages API, streamed, as its documentation has it."""

import json
import os

import aiohttp


class ModelError(Exception):
    """The API said no."""


class Answer:
    def __init__(self) -> None:
        self.text = ""
        self.model = ""
        self.stop = ""
        self.usage = {"input": 0, "output": 0}

    def take(self, event: dict) -> None:
        """One event of the stream."""
        kind = event["type"]
        if kind == "message_start":
            self.model = event["message"]["model"]
            self.usage["input"] = event["message"]["usage"]["input_tokens"]
        elif kind == "content_block_delta" and event["delta"]["type"] == "text_delta":
            self.text += event["delta"]["text"]
        elif kind == "message_delta":
            self.stop = event["delta"]["stop_reason"]
            self.usage["output"] = event["usage"]["output_tokens"]
        elif kind == "error":
            raise ModelError(f"{event['error']['type']}: {event['error']['message']}")


async def ask(session: aiohttp.ClientSession, model: str, system: str, prompt: str) -> Answer:
    """Asks and reads the stream to its end."""
    request = {
        "model": model,
        "max_tokens": 32000,
        "stream": True,
        "system": system,
        "messages": [{"role": "user", "content": prompt}],
    }
    headers = {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"}
    url = os.environ.get("ANTHROPIC_BASE_URL", "https://api.anthropic.com") + "/v1/messages"
    answer = Answer()
    async with session.post(url, json=request, headers=headers) as response:
        if response.status != 200:
            error = (await response.json())["error"]
            raise ModelError(f"{response.status} {error['type']}: {error['message']}")
        async for line in response.content:
            if line.startswith(b"data: "):
                answer.take(json.loads(line[len(b"data: ") :]))
    if not answer.stop:
        raise ModelError("the stream broke off")
    return answer
