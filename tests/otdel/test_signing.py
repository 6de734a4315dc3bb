"""Signed addresses of files: everything in them is signed, for an hour (P17, P21)."""

import stat
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otdel.signing import LIFE, MediaLinks, secret

BLOB = "a" * 64
LINKS = MediaLinks(b"k" * 32, "https://firm.example")


def signed_of(link):
    return link.rpartition("/media/")[2]


def test_a_link_of_ours_is_read_back():
    link = LINKS.link(BLOB, "image/jpeg", "имя.jpg")
    assert link.startswith("https://firm.example/media/")
    assert "имя" not in link
    assert LINKS.read(signed_of(link)) == (BLOB, "image/jpeg")


@pytest.mark.parametrize(("seconds", "good"), [(LIFE - 1, True), (LIFE + 1, False)])
def test_a_link_lives_for_an_hour(monkeypatch, seconds, good):
    signed = signed_of(LINKS.link(BLOB, ""))
    now = int(signed.split(".")[2]) - LIFE
    monkeypatch.setattr("otdel.signing.time.time", lambda: now + seconds)
    assert (LINKS.read(signed) is not None) is good


def test_another_blob_type_time_or_key_is_refused():
    blob, kind, expires, mac = signed_of(LINKS.link(BLOB, "image/jpeg")).split(".")
    changed = [
        ("b" * 64, kind, expires, mac), (blob, "dGV4dC9odG1s", expires, mac),
        (blob, kind, str(int(expires) + 1), mac), (blob, kind, expires, mac[:-1]),
        (blob, kind, expires, mac.upper() + "x"), (blob, kind, expires, ""),
        (f"{blob}.x", kind, expires, mac),
    ]  # fmt: skip
    assert [LINKS.read(".".join(parts)) for parts in changed] == [None] * len(changed)
    other = MediaLinks(b"o" * 32, "https://firm.example")
    assert other.read(signed_of(LINKS.link(BLOB, ""))) is None


@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=80))
def test_whatever_is_asked_for_is_answered(asked):
    """P19."""
    assert LINKS.read(asked) is None


def test_the_key_is_made_once_and_only_the_owner_reads_it(tmp_path):
    folder = tmp_path / "data"
    key = secret(folder)
    assert len(key) == 32
    assert secret(folder) == key
    assert stat.S_IMODE((folder / "media.key").stat().st_mode) == 0o600


def test_a_key_cut_off_by_a_crash_is_not_taken_for_one(tmp_path):
    """An empty key would let anybody sign."""
    (tmp_path / "media.key").write_bytes(b"")
    assert len(secret(tmp_path)) == 32
    assert secret(tmp_path) == secret(tmp_path)


def test_processes_that_start_together_agree_on_the_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; from otdel.signing import secret;"
        "print(secret(Path(sys.argv[1])).hex())"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    assert len({one.communicate(timeout=120)[0] for one in started}) == 1
