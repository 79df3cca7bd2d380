"""What each remark on the penalties means: the French is that of the rules, what a debtor or a court may be shown."""

from receivables.late_payment.penalty_words import SENTENCES

#: Code of `penalty_words.SENTENCES` -> its English.
_ENGLISH = {
    "below_floor": "The rate agreed is under three times the legal rate, the floor of L441-10 II of the commercial "
    "code; it is applied as written.",
    "below_floor_replaced": "The rate agreed is under three times the legal rate, the floor of L441-10 II of the "
    "commercial code; another one, chosen by the creditor, replaces it in the half-years concerned.",
    "below_public_rate": "The rate agreed is under that of a public buyer's late interest (ECB + 8 points, CCP "
    "R2192-31), owed by operation of law (L2192-13) and not to be given up (L2192-14); it is applied as written.",
    "rate_not_published": "No rate is published past {day}: the calculation stops on that day.",
    "rate_to_check": "A rate used is still to be checked at its official publication.",
    "no_notice": "Without a formal notice a consumer owes no late interest (C. civ. 1231-6, 1344-1).",
    "agreed_day": "Without a formal notice interest runs from the due day only where the contract sets that day (BGB "
    "286 II).",
    "no_compensation": "An agreed rate sets the British statutory interest aside, and the fixed compensation with it "
    "(Late Payment of Commercial Debts (Interest) Act 1998, s. 5A).",
    "notice_not_needed": "The formal notice changes nothing: interest runs from the day after the due day.",
    "change_not_counted": "A payment or credit note after {day} is not counted: the principal left is that of that "
    "day.",
    "paid_too_much": "Payments and credit notes exceed principal and interest; what is in excess pays nothing.",
    "not_late": "The invoice is not late on {day}: it owes neither interest nor compensation.",
    "interest_stopped": "The opening of the insolvency stops interest (C. com. L622-28).",
    "payment_forbidden": "The insolvency, opened on the due day at the latest, forbids payment: neither interest nor "
    "fixed compensation (C. com. L441-10 II, L622-28).",
    "debtor_unknown": "The customer's kind (business, consumer or public buyer) is not known: computed as a "
    "business; a customers file would tell it.",
    "clause_unread": "The customer's rate clause cannot be read, or the law does not allow it for this customer: "
    "computed at the legal rate by default; “relance rates clause” corrects it.",
    "due_estimated": "The due date is estimated: neither the document nor the customer's terms give it (a customers "
    "file would tell them).",
    "no_rate": "Interest runs from before the first rate known: it is not computed.",
    "lump": "Brought forward without a number or a document date: the invoice itself is not known.",
    "other_debit": "A debit that is neither an invoice nor a returned payment, such as fees.",
    "retention": "Retention money: owed only once the reservations are lifted, or a year after acceptance (loi "
    "71-584, art. 2).",
    "factored": "A debt sold to a factor, who is to claim it.",
    "unbilled": "Works not billable yet: no invoice is late.",
    "bill": "A bill of exchange: paid on its own maturity, which the ledger does not tell.",
    "small_rest": "Only some cents or euros were missing on the due day: a difference of payment rather than a late "
    "one.",
    "payment_day_unknown": "The day of a payment brought forward is not known.",
    "may_be_paid": "An unallocated payment or credit note of the account may have paid this item.",
    "after_opening": "Born after the insolvency opened: a later claim, to be checked (C. com. L622-17).",
    "legal_default": "Legal rate by default: check your terms of sale.",
    "compensation_in_euros": "The fixed compensation of EUR 40 is not counted: the item is in another currency.",
    "public_waiver": "To waive a public buyer's late interest is deemed unwritten (CCP L2192-14).",
    "limitation_near": "The debtor will be released by limitation in less than six months.",
    "limitation_over": "The debtor seems released by limitation; no court raises it by itself (C. civ. 2247).",
}
MEANINGS = {f"meaning.{code}": (french, _ENGLISH[code]) for code, french in SENTENCES.items()}
