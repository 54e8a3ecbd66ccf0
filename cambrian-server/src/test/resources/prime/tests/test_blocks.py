import pytest

from src import blocks, sealing


def test_two_blocks_are_two_files():
    answer = 'So:\n<file path="a">\nx\n</file:end>\n<file path="b/c">\n</file:end>\ntail\n'

    assert blocks.files(answer) == {"a": "x\n", "b/c": ""}


def test_a_closing_line_within_a_text_closes_nothing():
    answer = '<file path="a.py">\nx = "</file:end>"\n</file:end>\n'

    assert blocks.files(answer) == {"a.py": 'x = "</file:end>"\n'}


def test_a_block_that_is_not_closed_is_named():
    with pytest.raises(blocks.Unreadable, match="a"):
        blocks.files('<file path="a">\nx')


def test_the_hash_is_over_sorted_paths():
    assert sealing.artifact_hash({"b": b"2", "a": b"1"}) == sealing.sha256(b"a\x001b\x002")
