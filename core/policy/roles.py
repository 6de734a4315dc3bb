"""What each role may do: `resource:action[:scope]`, default deny. One entry a role.

Menus follow these permissions, never the role's name. Scopes: own (the actor answers for it),
unassigned (nobody does), any. Which fields of a record are seen stands in fields.csv.
"""

from core.staff.model import Role

_OFFICE = frozenset(
    {
        "day:keep",
        "task:set",
        "task:read:own",
        "refusal:explain:own",
        "stock:read",
        "price:read",
        "rate:read",
        "news:read",
        "hours:keep",
    }
)
"""Everybody of the staff."""

_SELLING = _OFFICE | {
    "conversation:read:own",
    "conversation:answer:own",
    "client:read:own",
    "client:find",
    "client:create",
    "client:ask-edit",
    "client:ask-access",
    "client:describe:own",
    "client:contract:own",
    "client:segment:own",
    "client:export:own",
    "contact:create:own",
    "comment:write:own",
    "sample:write:own",
    "reservation:place",
    "reservation:read:own",
    "reservation:extend:own",
    "reservation:release:own",
    "deal:open:own",
    "deal:read:own",
    "deal:edit:own",
    "deal:ship:own",
    "deal:pay:own",
}
"""A1: anyone in sales creates clients and contacts; A5: another's stay closed."""

_TEAM = frozenset(
    {
        "conversation:read:any",
        "conversation:answer:any",
        "client:read:any",
        "client:give",
        "client:status:team",
        "client:describe:any",
        "client:contract:any",
        "client:segment:any",
        "client:export:any",
        "client:merge",
        "contact:create:any",
        "comment:write:any",
        "sample:write:any",
        "reservation:read:any",
        "reservation:extend:any",
        "reservation:release:any",
        "deal:open:any",
        "deal:read:any",
        "deal:edit:any",
        "deal:ship:any",
        "deal:pay:any",
        "deal:freight",
        "absent:read",
        "stock:edit",
        "ledger:read",
        "warehouse:edit",
        "price:set",
        "approval:decide:discount",
        "approval:decide:deferral",
        "approval:decide:access",
        "approval:decide:write-off",
        "task:read:any",
    }
)
"""What the head of sales does for everybody."""

_ADMINISTRATION = frozenset(
    {
        "person:invite",
        "person:place",
        "person:read",
        "group:read",
        "group:edit",
        "outbox:read",
        "outbox:resend",
        "audit:read",
        "policy:view-as",
        "refusal:explain:any",
        "client:edit-locked",
        "client:status:any",
        "comment:edit:any",
        "status:edit",
        "rate:set",
        "news:publish",
        "board:pin",
        "job:read",
        "approval:decide:client-edit",
    }
)
"""Administrators: director and sysadmin (POLICY iv)."""

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.DIRECTOR: _SELLING | _TEAM | _ADMINISTRATION | {"approval:decide:contract"},
    Role.SYSADMIN: _SELLING
    | (_TEAM - {f"approval:decide:{k}" for k in ("discount", "deferral", "write-off")})
    | _ADMINISTRATION,
    Role.SALES_HEAD: _SELLING | _TEAM,
    Role.MANAGER: _SELLING,
    Role.SECRETARY: _OFFICE
    | {
        "conversation:read:unassigned",
        "conversation:answer:unassigned",
        "client:read:unassigned",
        "client:find",
        "client:create",
        "client:ask-edit",
        "client:give",
        "client:contract:any",
        "contact:create:unassigned",
        "stock:edit",
        "ledger:read",
    },
    Role.LOGISTICIAN: _OFFICE | {"deal:deliver", "deal:freight"},
    Role.LAWYER: _OFFICE | {"client:read:legal", "client:find", "approval:decide:contract"},
    Role.RETAILER: frozenset(),
}
