import sys
from pathlib import Path
from typing import Annotated

import typer

from otdel.clock import FileClock, SystemClock
from otdel.collector import lasting
from otdel.commands.office import AsJson, Refused, act, put, settings


def run(
    clock_file: Annotated[
        Path | None, typer.Option(help="Tests and demo: seconds added to the clock.")
    ] = None,
) -> None:
    """Runs the firm, until SIGTERM or Ctrl-C."""
    from otdel import logs  # noqa: PLC0415 - `--help` needs none of it

    with lasting():
        from otdel.run import run as run_product  # noqa: PLC0415
    known = settings()
    logs.configure()
    clock = FileClock(clock_file) if clock_file else SystemClock()
    try:
        act(lambda: run_product(known, clock))
    except OSError as error:
        raise Refused(f"LISTEN {known.listen}: {error.strerror or error}") from None


def doctor(as_json: AsJson = False) -> None:
    """Checks settings, database, providers and clock; each red line says how to mend it."""
    from otdel.doctor import examine  # noqa: PLC0415 - loaded when needed

    findings = act(examine)
    if as_json:
        put([finding.row() for finding in findings], as_json=True)
    else:
        for finding in findings:
            wanted = finding.mend and (finding.hint or not finding.good)
            mend = f"\n    → {finding.mend}" if wanted else ""
            typer.echo(f"{finding.mark} {finding.name}: {finding.detail}{mend}")
    if not all(finding.good for finding in findings):
        sys.exit(1)


def demo(
    port: Annotated[int, typer.Option(help="Of the page with the phones.")] = 8090,
) -> None:
    """Plays the whole product on local emulators: no token, no phone, nothing to install."""
    from otdel.demo import play  # noqa: PLC0415 - loaded when needed

    act(lambda: play(port))


def bench(
    only: Annotated[str | None, typer.Option(help="Numbers of goals, like 1,2.")] = None,
    json: Annotated[Path | None, typer.Option(help="A file for the same figures.")] = None,
) -> None:
    """Measures the goals of PERFORMANCE as ratios of one run."""
    import subprocess  # noqa: PLC0415 - the benchmarks are a program of their own

    root = Path(__file__).resolve().parents[2]
    program = root / "tests" / "bench"
    if not program.is_dir():
        raise Refused("the benchmarks live in a checkout: tests/bench is not here")
    words = [sys.executable, "-m", "tests.bench"]
    words += ["--only", only] if only else []
    words += ["--json", str(json.resolve())] if json else []
    raise SystemExit(subprocess.call(words, cwd=root))
