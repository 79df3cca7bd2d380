"""The invented ledger of `relance demo`: `ledger` writes its files, the rest makes them believable."""
