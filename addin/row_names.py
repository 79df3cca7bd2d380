"""The names a refresh goes by, beside those of the shared columns (`addin.sheet_names`)."""

#: Of the hidden column that tells a row of a table from the others; of what became of an event.
ROW_KEY, STATE = "relance.row_key", "relance.event.state"
#: Of the lists, which belong to the whole workbook: `relance.list.people`.
LIST_PREFIX = "relance.list."
