"""What workbooks share: pushes, pulls, conflicts, accounts that become one."""
