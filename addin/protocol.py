"""What workbook and server have agreed on, in numbers and words: the same for both."""

PROTOCOL = 1
#: The oldest one a server still answers.
OLDEST_PROTOCOL = 1
#: Edits, events or decisions of one push; a client with more sends them in several.
MOST_EDITS = 2_000
#: A restored server goes on at least so far above the last number of its backup.
EPOCH_GAP = 1_000_000
#: What a person decides about a conflict: the value of whoever met it, the one that stands, or a third one.
MINE, THEIRS, OTHER = "mine", "theirs", "other"
#: Why something is refused: the server stumbled, and may take it another time; it knows no such conflict; not theirs.
INTERNAL, NO_CONFLICT, NOT_ALLOWED = "internal", "unknown_conflict", "not_allowed"
