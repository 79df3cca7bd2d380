"""Lists of open items and of customers: header, columns, dates, amounts, totals."""
