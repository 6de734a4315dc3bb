"""An address for letters, set by the command line; what is none is told in one line."""

from tests.otdel.commands import otdel

ADDED = ["user", "add", "--role", "manager", "--name", "Борис", "--telegram-id", "9002"]


def test_an_address_is_set_changed_and_taken_away(tmp_path):
    said = otdel(
        tmp_path, "db upgrade", [*ADDED, "--email", "nobody"], [*ADDED, "--email", "b@firm.test"],
        "user email 1 boris@firm.test", "user email 1 -", "user email 1 boris",
        "user email 7 boris@firm.test", "user list --json",
    )  # fmt: skip
    codes = [one.code for one in said]
    assert [code != 0 for code in codes] == [False, True, False, False, False, True, True, False]
    assert "boris@firm.test" in said[3].out
    for wrong in (said[1], said[5], said[6]):
        assert len(wrong.err.strip().splitlines()) == 1
        assert "Traceback" not in wrong.err
    assert "почт" in said[5].err
    assert "email" not in said[7].json[0]
