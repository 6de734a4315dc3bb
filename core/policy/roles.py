"""What each role may do: `resource:action[:scope]`, default deny. One entry a role.

Menus follow these permissions, never the role's name.
"""

from core.staff.model import Role

_SELLING = frozenset(
    {
        "conversation:read:own",
        "conversation:answer:own",
        "client:read:own",
        "client:find",
        "day:keep",
    }
)
_ADMINISTRATION = frozenset(
    {
        "person:invite",
        "outbox:read",
        "outbox:resend",
        "conversation:read:any",
        "client:read:any",
        "client:find",
        "client:give",
        "day:keep",
    }
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.DIRECTOR: _ADMINISTRATION | {"conversation:answer:any"},
    Role.SYSADMIN: _ADMINISTRATION | {"conversation:answer:any"},
    Role.SALES_HEAD: _SELLING
    | {"client:read:any", "conversation:read:any", "conversation:answer:any", "client:give"},
    Role.MANAGER: _SELLING,
    Role.SECRETARY: frozenset(
        {
            "conversation:read:unassigned",
            "conversation:answer:unassigned",
            "client:find",
            "client:give",
            "day:keep",
        }
    ),
    Role.LOGISTICIAN: frozenset({"day:keep"}),
    Role.LAWYER: frozenset({"day:keep"}),
    Role.RETAILER: frozenset(),
}
