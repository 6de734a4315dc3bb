"""What must and must not lie in the repository."""

import re
import tomllib

from tests.architecture.reading import ROOT, every_file

# In two halves, so that this file is not the first offender.
REGISTRIES = [
    first + second
    for first, second in [
        ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"),
        ("yarn", "pkg.com"), ("crates", ".io"), ("ruby", "gems.org"), ("con", "da.anaconda.org"),
        ("un", "pkg.com"), ("js", "delivr.net"), ("cdn", "js.cloudflare.com"),
        ("docker", "hub.com"), ("deb.", "debian.org"),
    ]
]  # fmt: skip


def test_no_address_of_a_package_registry_stands_anywhere():
    names = re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE)
    found = {
        (file.relative_to(ROOT).as_posix(), *names.findall(text))
        for file, text in every_file()
        if names.search(text)
    }
    assert found == set()


def _pins():
    """Name → (version, hashes)."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE))
    pins = {}
    for entry in filter(str.strip, entries):
        head = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", entry)
        assert head is not None, entry[:80]
        pins[head[1].lower()] = (head[2], re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry))
    return pins


def test_every_pin_of_the_lock_has_its_hashes():
    pins = _pins()
    assert len(pins) > 30
    assert [name for name, (_, hashes) in pins.items() if not hashes] == []


def test_the_lock_names_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert re.findall(r"^-(?:i|f)\b|--(?:index|extra-index|find-links|trusted)", lock) == []


def test_everything_that_the_project_asks_for_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in asked}
    pinned = {name.replace("_", "-").replace(".", "-") for name in _pins()}
    assert {name.replace(".", "-") for name in names} - pinned == set()


def test_the_licence_is_there_and_the_one_that_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_no_secret_of_anybody_lies_in_a_file():
    """Fault 64: the shapes of tokens and keys, the invented ones of tests apart."""
    shapes = {
        "twilio key": r"\bSK[0-9a-f]{32}\b",
        "private key": r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
        "telegram token": r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b",
    }
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file, text in every_file()
        for name, shape in shapes.items()
        if re.search(shape, text)
    }
    assert found == set()
