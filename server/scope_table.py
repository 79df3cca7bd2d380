"""The editable table of collective accounts."""

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from receivables.scope import APART, IN, OUT, Collective, with_labels
from server.errors import UserError
from server.store import companies as company_store

_CHANGE = re.compile(rf"(41\d{{1,6}})=({IN}|{APART}|{OUT})")


def change_scope(connection: Connection, changes: Sequence[str]) -> None:
    """Apply changes such as `412=in`. Raises UserError."""
    table = {row.prefix: row for row in company_store.load_scope(connection)}
    for change in changes:
        found = _CHANGE.fullmatch(change)
        if not found:
            raise UserError(f"--set {change} is not understood; write 412={IN}, 412={APART} or 412={OUT}.")
        prefix, treatment = found.groups()
        known = table.pop(prefix, Collective(prefix, IN, f"Compte {prefix}", f"Account {prefix}"))
        if treatment != OUT:
            table[prefix] = Collective(prefix, treatment, known.label_fr, known.label_en)
    if not table:
        raise UserError("The scope keeps at least one collective account; nothing was changed.")
    if changes:
        company_store.save_scope(connection, table.values())


def scope_rows(connection: Connection, company: str | None = None) -> list[dict[str, str]]:
    """The table as JSON rows; of one company: those under which it has an account. Raises UserError."""
    table = company_store.load_scope(connection)
    if company is None:
        return [vars(row) for row in table]
    if company not in set(company_store.load_companies(connection)["name"]):
        raise UserError(f"There is no company « {company} ».")
    accounts = with_labels(company_store.load_accounts(connection), table)
    held = set(accounts.loc[accounts["company"] == company, "collective"])
    return [vars(row) for row in table if row.prefix in held]
