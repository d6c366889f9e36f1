"""Lines and chunks: what ends a line, what is blank, what is too long; nothing is lost and nothing is held."""

from __future__ import annotations

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.codec import MAX_BYTES
from calciplug.cohort import NotRead, Reader, chunks

BLANK = b" \t\r\n"


def read(data, most=3):
    """Every line in *data*, and every chunk of at most *most* of them."""
    return list(Reader(io.BytesIO(data))), list(chunks(Reader(io.BytesIO(data)), most))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", []),
        (b" \t\r\n\n", []),
        (b"a\nb\n", [(1, b"a"), (2, b"b")]),
        (b"a\nb", [(1, b"a"), (2, b"b")]),
        (b"a\r\nb\r\n", [(1, b"a"), (2, b"b")]),
        (b"a\r\n\r\nb", [(1, b"a"), (3, b"b")]),
        (b"\n\na\n\n", [(3, b"a")]),
        (b"a\rb\n", [(1, b"a\rb")]),
        (b"a\r\r\n", [(1, b"a\r")]),
        (b"\xff\x00\n", [(1, b"\xff\x00")]),
        (b"\x0b\n", [(1, b"\x0b")]),
    ],
)
def test_a_line_ends_with_lf_or_crlf_and_blank_ones_count_only_in_its_number(data, expected):
    """The numbers are those of a text editor; JSON knows four kinds of blanks, and no other is one here."""
    assert [(line.number, line.data) for line in read(data)[0]] == expected


@given(st.lists(st.sampled_from([b"x", b"{}", b"", b" ", b"\t\r", b"long" * 40]), max_size=30), st.integers(1, 7))
def test_chunks_hold_every_line_once_and_say_how_far_they_reach(parts, most):
    """Against `bytes.split`: every line that is not blank, in order; offsets, numbers and digests of what was read."""
    data = b"\n".join(parts)
    wanted = [
        (number, line.removesuffix(b"\r") if number <= data.count(b"\n") else line)
        for number, line in enumerate(data.split(b"\n"), 1)
        if line.strip(BLANK)
    ]
    _, found = read(data, most)

    assert [(line.number, line.data) for chunk in found for line in chunk.lines] == wanted
    assert all(len(chunk.lines) <= most for chunk in found)
    assert all(chunk.digest == hashlib.sha256(data[: chunk.offset]).hexdigest() for chunk in found)
    lines = len(data.split(b"\n")) - data.endswith(b"\n") if data else 0
    assert sum(len(chunk.lines) + chunk.blank for chunk in found) == lines
    assert [chunk.number for chunk in found if data[chunk.offset - 1 : chunk.offset] == b"\n"] == [
        data[: chunk.offset].count(b"\n") for chunk in found if data[chunk.offset - 1 : chunk.offset] == b"\n"
    ]
    assert not found or found[-1].offset == len(data)


@pytest.mark.parametrize("size", [MAX_BYTES, MAX_BYTES + 1, MAX_BYTES + 2, MAX_BYTES + 3, MAX_BYTES + 4, 3_000_000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"", b"\r"])
def test_a_long_line_is_counted_and_hashed_without_its_end(size, end):
    """As `adjust_document` would be handed it: a lone CR at the end of the input is part of the line."""
    content = b"x" * size + (end if end == b"\r" else b"")
    (line, *others) = read(b"x" * size + end + (b"y\n" if end.endswith(b"\n") else b""))[0]

    assert line.size == len(content)
    assert line.digest in ("", hashlib.sha256(content).hexdigest())
    assert line.data == (b"" if line.digest else content)
    assert bool(line.digest) or line.size <= MAX_BYTES + 3
    assert [(other.number, other.data) for other in others] == ([(2, b"y")] if end.endswith(b"\n") else [])


@pytest.mark.parametrize("at", range(-2, 3))
def test_the_end_of_a_long_line_may_lie_across_two_blocks(at):
    """CR as the last byte of a block and LF as the first of the next are one end of a line."""
    first, block = MAX_BYTES + 3, 1 << 20
    content = b"x" * (first + block + at)
    (line, after) = read(content + b"\r\n" + b"y\n")[0]

    assert (line.size, line.digest) == (len(content), hashlib.sha256(content).hexdigest())
    assert (after.number, after.data) == (2, b"y")


def test_a_long_line_of_blanks_is_blank():
    """Blanks are no document, however many."""
    assert [line.data for line in read(b" " * 2_000_000 + b"\nx\n")[0]] == [b"x"]


def test_a_long_line_is_never_held():
    """A line of 64 MB passes through a block of one."""

    class Endless(io.RawIOBase):
        left = 64 << 20

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    try:
        (line,) = Reader(io.BufferedReader(Endless()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert line.size == 64 << 20
    assert peak < 8 << 20


def test_large_lines_make_small_chunks():
    """At most about a megabyte goes to a worker at once."""
    data = (b"x" * 200_000 + b"\n") * 20

    assert [len(chunk.lines) for chunk in read(data, 32)[1]] == [6, 6, 6, 2]


def test_what_cannot_be_read_on_says_how_far_it_was():
    """A disk that fails is no end of the input."""

    class Broken(io.BytesIO):
        def readline(self, size=-1):
            data = super().readline(size)
            if not data:
                raise OSError(5, "Input/output error")
            return data

    with pytest.raises(NotRead, match="could not be read after 4 bytes: Input/output error"):
        list(Reader(Broken(b"a\nb\n")))


def test_skip_reads_on_and_says_what_it_passed():
    """A run that goes on knows by the digest whether the input is still the same."""
    data = b"a\n\nb\nc\n"
    reader = Reader(io.BytesIO(data))

    assert reader.skip(5, 3) == hashlib.sha256(data[:5]).hexdigest()
    assert [(line.number, line.data) for line in reader] == [(4, b"c")]
    assert Reader(io.BytesIO(b"a")).skip(5, 3) == hashlib.sha256(b"a").hexdigest()
