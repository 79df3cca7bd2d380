"""relance user and relance token: who may use the shared office."""

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from server import users
from server.clock import instant
from server.commands.options import FILE, for_all_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command
from server.errors import UserError
from server.rights import ROLES
from server.store.database import reading

_ROLES = ", ".join(ROLES)
_role = click.option("--role", required=True, metavar="ROLE", help=f"One of {_ROLES}.")
_portfolio = click.option("--portfolio", type=FILE, metavar="FILE", help="Their accounts: one number a line.")
_accounts = click.option("--account", "accounts", multiple=True, metavar="NUMBER", help="One of their accounts.")
_company = click.option("--company", metavar="NAME", help="The company of these accounts.")
_stdin = click.option("--password-stdin", "is_read", is_flag=True, help="Read a password for the page, one line.")


@click.group("user")
def user_group() -> None:
    """Who may use the shared office, as what."""


@user_group.command("add")
@click.argument("name")
@_role
@_portfolio
@_accounts
@_stdin
@click.option("--subject", default="", metavar="TEXT", help="What the identity provider (OIDC) calls them.")
@_company
@command()
def add_command(
    settings: Settings, name: str, role: str, portfolio: Path | None, accounts: tuple[str, ...], is_read: bool,
    subject: str, company: str | None,
) -> None:  # fmt: skip
    """Add a person; without --portfolio or --account they see every account."""
    password = _password() if is_read else None
    with changing(settings) as connection:
        told = users.add_user(
            connection, name, role, portfolio=_numbers(portfolio, accounts), company=company, password=password,
            subject=subject.strip(), at=instant(), who=operator(),
        )  # fmt: skip
    answer(settings, told, _show_user)


@user_group.command("list")
@for_all_option
@command()
def list_command(settings: Settings) -> None:
    """Everybody, with their role."""
    with reading(settings.engine()) as connection:
        answer(settings, {"users": users.user_rows(connection)}, _show_users)


@user_group.command("role")
@click.argument("name")
@_role
@for_all_option
@command()
def role_command(settings: Settings, name: str, role: str) -> None:
    """Give a person another role."""
    with changing(settings) as connection:
        told = users.set_role(connection, name, role, instant(), operator())
    answer(settings, told, _show_user)


@user_group.command("portfolio")
@click.argument("name")
@_portfolio
@_accounts
@click.option("--all", "is_all", is_flag=True, help="They see every account.")
@_company
@command()
def portfolio_command(
    settings: Settings, name: str, portfolio: Path | None, accounts: tuple[str, ...], is_all: bool, company: str | None
) -> None:
    """Give a person these accounts and no others; their workbooks follow at the next sync."""
    numbers = _numbers(portfolio, accounts)
    if is_all == (numbers is not None):
        raise UserError("Say which accounts: --portfolio FILE, --account NUMBER or --all.")
    with changing(settings) as connection:
        told = users.set_portfolio(connection, name, numbers, company, instant(), operator())
    answer(settings, told, _show_user)


@user_group.command("password")
@click.argument("name")
@_stdin
@for_all_option
@command()
def password_command(settings: Settings, name: str, is_read: bool) -> None:
    """Give a person another password for the page; their sessions end."""
    if not is_read:
        raise UserError("Give the password on standard input: --password-stdin.")
    password = _password()
    with changing(settings) as connection:
        told = users.set_password(connection, name, password, instant(), operator())
    answer(settings, told, _show_user)


@user_group.command("disable")
@click.argument("name")
@for_all_option
@command()
def disable_command(settings: Settings, name: str) -> None:
    """Let a person in no more: tokens revoked, sessions ended, from the next request on."""
    with changing(settings) as connection:
        told = users.set_active(connection, name, False, instant(), operator())
    answer(settings, told, _show_user)


@user_group.command("enable")
@click.argument("name")
@for_all_option
@command()
def enable_command(settings: Settings, name: str) -> None:
    """Let a person in again; they need a new token."""
    with changing(settings) as connection:
        told = users.set_active(connection, name, True, instant(), operator())
    answer(settings, told, _show_user)


@click.group("token")
def token_group() -> None:
    """The secrets workbooks and programs show to the server."""


@token_group.command("new")
@click.option("--user", "name", required=True, metavar="NAME", help="Whose it is.")
@click.option("--label", default="", metavar="TEXT", help="What it is for, such as a machine's name.")
@for_all_option
@command()
def new_token_command(settings: Settings, name: str, label: str) -> None:
    """Make a token; it is shown this once."""
    with changing(settings) as connection:
        told = users.new_token(connection, name, label.strip()[:80], instant(), operator())
    answer(settings, told, _show_token)


@token_group.command("list")
@click.option("--user", "name", metavar="NAME", help="Of one person only.")
@for_all_option
@command()
def list_tokens_command(settings: Settings, name: str | None) -> None:
    """The tokens there are, without their secret."""
    with reading(settings.engine()) as connection:
        answer(settings, {"tokens": users.token_rows(connection, name)}, _show_tokens)


@token_group.command("revoke")
@click.argument("number", type=click.IntRange(1))
@for_all_option
@command()
def revoke_command(settings: Settings, number: int) -> None:
    """End a token (its number stands in `relance token list`), from the next request on."""
    with changing(settings) as connection:
        told = users.revoke_token(connection, number, instant(), operator())
    answer(settings, told, lambda console, one: console.print(f"Token {one['revoked']} is revoked."))


def _numbers(portfolio: Path | None, accounts: tuple[str, ...]) -> list[str] | None:
    """Account numbers told by option and by file; None where neither tells any."""
    if portfolio is None:
        return list(accounts) or None
    try:
        lines = portfolio.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{portfolio} cannot be read as text, one account number a line.") from error
    numbers = [line.strip() for line in lines if line.strip()]
    if not numbers:
        raise UserError(f"{portfolio} holds no account number.")
    return [*accounts, *numbers]


def _password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UserError("There is no password on standard input.")
    return password


def _show_user(console: Console, told: dict[str, Any]) -> None:
    state = "" if told["is_active"] else ", disabled"
    seen = "every account" if told["accounts"] == "all" else f"{told['accounts']} accounts"
    console.print(f"{escape(told['name'])}: {told['role']}, sees {seen}{state}.")


def _show_users(console: Console, told: dict[str, Any]) -> None:
    table = Table("Name", "Role", "Accounts", "Tokens", "Password", "State")
    for one in told["users"]:
        table.add_row(
            escape(one["name"]), one["role"], str(one["accounts"]), str(one["tokens"]),
            "yes" if one["has_password"] else "no", "active" if one["is_active"] else "disabled",
        )  # fmt: skip
    console.print(table)


def _show_token(console: Console, told: dict[str, Any]) -> None:
    console.print(told["token"])
    console.print(f"Token {told['id']} of {escape(told['user'])}: it is shown this once; keep it where secrets belong.")


def _show_tokens(console: Console, told: dict[str, Any]) -> None:
    table = Table("No", "User", "Label", "Made", "Last used", "State")
    for one in told["tokens"]:
        state = "revoked" if one["is_revoked"] else "live"
        table.add_row(
            str(one["id"]), escape(one["user"]), escape(one["label"]), one["created_at"][:10], one["used_on"], state
        )  # fmt: skip
    console.print(table)
