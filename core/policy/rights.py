"""What core.staff is handed: policy knows staff, not the other way."""

from core.policy.actors import acting, looking
from core.policy.permissions import commands_for, require

__all__ = ["acting", "commands_for", "looking", "require"]
