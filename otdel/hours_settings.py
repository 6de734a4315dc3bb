"""The hours among the settings: wall times of the firm."""

from datetime import time


def span(text: str) -> tuple[time, time]:
    """Two wall times, like 09:00-18:00. Raises ValueError."""
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())


def hours_problems(work: str, quiet: str, remind_at: str) -> list[str]:
    """Quiet hours go over midnight; working hours do not."""
    found = []
    for key, text in (("WORK_HOURS", work), ("QUIET_HOURS", quiet)):
        try:
            begin, end = span(text)
        except ValueError:
            found.append(f"{key}: must be like 09:00-18:00")
        else:
            if key == "WORK_HOURS" and begin >= end:
                found.append(f"{key}: must end after it begins")
    try:
        time.fromisoformat(remind_at)
    except ValueError:
        found.append("REMIND_AT: must be like 10:00")
    return found
