"""The rules of accounts receivable: pure, array-first, exact; no clock, no file, no network, no float for money."""
