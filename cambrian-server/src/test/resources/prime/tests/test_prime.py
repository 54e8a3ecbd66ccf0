import json
import pathlib

import pytest

from src import model, sealing

SPEC = """---
title: T
toolchain: python
---
```entry
build: b
test: t
start: s
health: http://localhost:8401/health
```
"""


def test_a_sealed_artifact_has_all_that_its_manifest_names(tmp_path: pathlib.Path):
    spec = tmp_path / "T-SPEC.md"
    spec.write_text(SPEC)

    sealing.seal(tmp_path / "gen-7", {"a/b.py": "x\n"}, spec, 7, 3, "m", {"input": 1, "output": 2})

    manifest = json.loads((tmp_path / "gen-7" / "manifest.json").read_text())
    assert manifest["files"] == ["a/b.py", "manifest.json", "spec/T-SPEC.md"]
    assert manifest["entry"]["start"] == "s"
    assert manifest["toolchain"] == "python"
    assert all((tmp_path / "gen-7" / path).is_file() for path in manifest["files"])


def test_an_error_within_a_stream_is_an_error():
    with pytest.raises(model.ModelError, match="overloaded_error: later"):
        model.Answer().take({"type": "error", "error": {"type": "overloaded_error", "message": "later"}})
