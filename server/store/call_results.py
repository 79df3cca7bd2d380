"""The table of what follows each result of a call, every version a manager loaded."""

from sqlalchemy import Connection, func, insert, select

from receivables.followup.calls import DEFAULT_CALL_RULES, CallRule, CallRules
from server.store.shared_tables import call_results


def load_call_rules(connection: Connection) -> tuple[int, tuple[CallRule, ...]]:
    """The version in force and its rows: the program's own (version 0) until somebody loads others."""
    version = int(connection.scalar(select(func.coalesce(func.max(call_results.c.version), 0))) or 0)
    columns = call_results.c
    query = select(columns.result, columns.next_days, columns.next_action, columns.owner, columns.stop)
    known = {row.result: CallRule(*row) for row in connection.execute(query.where(columns.version == version))}
    return version, tuple(known.get(one.result, one) for one in DEFAULT_CALL_RULES)


def add_version(connection: Connection, rules: CallRules, at: str) -> int:
    """Keep rows as a new version, in force from now on; its number."""
    version = load_call_rules(connection)[0] + 1
    connection.execute(insert(call_results), [{**vars(one), "version": version, "loaded_at": at} for one in rules])
    return version
