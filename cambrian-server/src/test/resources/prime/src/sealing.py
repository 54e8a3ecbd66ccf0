"""Writes an artifact with its manifest.

python3 -B -m src.sealing DIRECTORY seals this very code there, as generation 1, and prints the hash of its specification.
"""

import datetime
import hashlib
import json
import pathlib
import sys

from src import blocks


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def artifact_hash(files: dict[str, bytes]) -> str:
    """Over path, zero byte and content of each file but the manifest, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path])
    return "sha256:" + digest.hexdigest()


def seal(
    directory: pathlib.Path,
    files: dict[str, str],
    spec: pathlib.Path,
    generation: int,
    parent: int,
    model: str,
    usage: dict[str, int],
) -> str:
    """Writes it all and gives the hash of the spec."""
    text = spec.read_bytes()
    whole = {path: content.encode() for path, content in files.items()}
    whole[f"spec/{spec.name}"] = text
    manifest = {
        "cambrian-version": 1,
        "generation": generation,
        "parent-generation": parent,
        "spec-hash": sha256(text),
        "artifact-hash": artifact_hash(whole),
        "producer-model": model,
        "token-usage": usage,
        "files": sorted([*whole, "manifest.json"]),
        "created-at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "entry": blocks.entry(text.decode()),
        "toolchain": blocks.toolchain(text.decode()),
    }
    contracts = blocks.fenced(text.decode(), "contracts")
    if contracts:
        manifest["contracts"] = json.loads(contracts)
    whole["manifest.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
    for path, content in whole.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return manifest["spec-hash"]


if __name__ == "__main__":
    code = {str(path): path.read_text() for path in pathlib.Path().glob("*/*.py")}
    target, own = pathlib.Path(sys.argv[1]), pathlib.Path("PRIME-SPEC.md")
    print(seal(target, code, own, 1, 0, "nobody", {"input": 0, "output": 0}))
