"""Late payment: what a late customer owes by law or contract, from published rates to the sum that is claimed."""
