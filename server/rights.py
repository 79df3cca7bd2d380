"""Who may do what: roles, rights, and the one matrix of both.

A route names the right it needs (`server.api.operations`), a role has its rights here; nothing else decides. Which
accounts a person sees is another question: `User.uids`.
"""

from dataclasses import dataclass

from server.errors import UserError

#: Right -> what it lets a person do.
RIGHTS = {
    "functions": "compute worksheet functions",
    "home": "see the home page and one's own session",
    "read": "receive the shared accounts one sees",
    "write": "change shared fields, note calls, promises, disputes, plans",
    "settle": "settle conflicts of others",
    "approve": "approve plans above the limit, change the tables of rules",
    "import": "import ledgers and lists, and take imports back",
    "audit": "read who did what",
    "users": "add people, give and revoke tokens",
}

_READER = {"functions", "home", "read"}
ROLES = {
    "clerk": frozenset({*_READER, "write"}),
    "manager": frozenset({*_READER, "write", "settle", "approve", "import", "audit"}),
    "finance": frozenset({*_READER, "write", "import"}),
    "auditor": frozenset({*_READER, "audit"}),
    "admin": frozenset(RIGHTS),
}
_OTHER_NAMES = {"credit-manager": "manager", "credit_manager": "manager"}


@dataclass(frozen=True)
class User:
    """Somebody who asks. uids: of the shared accounts they see, None for all."""

    name: str
    role: str
    uids: frozenset[str] | None = None

    def may(self, right: str) -> bool:
        """Whether their role has a right of RIGHTS."""
        return right in ROLES[self.role]

    def sees(self, uid: str) -> bool:
        """Whether a shared account is theirs to see."""
        return self.uids is None or uid in self.uids


def role_named(text: str) -> str:
    """A role as people write it (`credit-manager` is the manager). Raises UserError."""
    role = _OTHER_NAMES.get(text.strip().lower(), text.strip().lower())
    if role not in ROLES:
        raise UserError(f"« {text} » is no role; the roles are {', '.join(ROLES)}.")
    return role
