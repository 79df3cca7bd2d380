"""The `relance` command, put together from its commands."""

import click

from server.commands import (
    accounts,
    addin,
    addin_libreoffice,
    addin_office,
    addin_rewrite,
    audit,
    backups,
    campaign,
    campaign_returns,
    campaign_screens,
    campaign_sending,
    campaign_templates,
    company,
    data,
    decisions,
    demo,
    discount,
    doctor,
    events,
    figures,
    metrics,
    penalties,
    penalty,
    plan,
    rates,
    serve,
    shared_workbook,
    sync,
    users,
    worker,
    worklist,
)
from server.console import run_command_line


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="relance")
def cli() -> None:
    """Accounts receivable in the spreadsheet: an aged balance that ties to the ledger to the cent."""


for one in (
    demo.demo_command,
    data.import_command,
    data.undo_import_command,
    figures.aged_balance_command,
    figures.open_items_command,
    figures.anomalies_command,
    figures.workbook_command,
    shared_workbook.refresh_command,
    figures.close_command,
    data.customers_command,
    data.note_command,
    data.scope_command,
    penalty.penalty_command,
    penalties.penalties_command,
    plan.plan_command,
    discount.discount_command,
    decisions.waive_command,
    decisions.invoiced_command,
    decisions.decisions_command,
    decisions.interruption_command,
    decisions.insolvency_command,
    worklist.worklist_command,
    worklist.criteria_command,
    events.event_group,
    accounts.account_group,
    events.call_results_command,
    metrics.metrics_command,
    rates.rates_command,
    serve.serve_command,
    sync.sync_command,
    sync.attach_command,
    users.user_group,
    users.token_group,
    audit.audit_group,
    audit.person_group,
    backups.backup_command,
    backups.restore_command,
    doctor.doctor_command,
    campaign.campaign_group,
    company.company_group,
    worker.worker_command,
    addin.addin_group,
):
    cli.add_command(one)

for one in (addin_libreoffice.libreoffice_command, addin_office.office_command, addin_rewrite.rewrite_command):
    addin.addin_group.add_command(one)

users.token_group.add_command(sync.keep_token_command)

for one in (
    campaign_sending.approve_command,
    campaign_sending.run_command,
    campaign_sending.resolve_command,
    campaign_returns.bounces_command,
    campaign_returns.ledgers_command,
    campaign_templates.template_group,
    campaign_screens.call_sheet_command,
):
    campaign.campaign_group.add_command(one)


def main() -> None:
    """Entry point of the `relance` command."""
    run_command_line(cli)
