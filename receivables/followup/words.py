"""The codes people choose from when they follow a debt up, with their French and English names."""

#: What came of a call.
RESULTS: dict[str, tuple[str, str]] = {
    "reached": ("joint", "reached"),
    "message_left": ("message laissé", "message left"),
    "wrong_number": ("mauvais numéro", "wrong number"),
    "call_back": ("à rappeler le", "call back on"),
    "promise": ("promesse", "promise"),
    "says_paid": ("dit avoir payé", "says paid"),
    "duplicate_wanted": ("demande un duplicata", "duplicate wanted"),
    "dispute": ("litige", "dispute"),
    "plan_asked": ("demande un échéancier", "plan asked"),
    "refuses": ("refuse de payer", "refuses"),
    "other_contact": ("autre interlocuteur", "other contact"),
    "insolvency": ("procédure collective", "insolvency"),
}
#: Why an invoice is not paid.
REASONS: dict[str, tuple[str, str]] = {
    "not_received": ("facture non reçue", "invoice not received"),
    "not_approved": ("facture non validée", "not approved"),
    "order_missing": ("numéro de commande manquant", "order number missing"),
    "price": ("prix", "price"),
    "quantity": ("quantité", "quantity"),
    "quality": ("qualité", "quality"),
    "delivery": ("livraison", "delivery"),
    "credit_note_awaited": ("avoir attendu", "credit note awaited"),
    "terms": ("conditions contestées", "terms contested"),
    "pay_run": ("date de campagne de paiement", "pay-run date"),
    "cash": ("difficulté de trésorerie", "cash difficulty"),
    "retention": ("retenue de garantie", "retention"),
    "oversight": ("oubli", "oversight"),
}
MEANS: dict[str, tuple[str, str]] = {
    "transfer": ("virement", "transfer"),
    "cheque": ("chèque", "cheque"),
    "direct_debit": ("prélèvement", "direct debit"),
    "card": ("carte", "card"),
    "bill": ("effet", "bill"),
    "cash": ("espèces", "cash"),
    "other": ("autre", "other"),
}
#: How a dispute ends.
SETTLED: dict[str, tuple[str, str]] = {
    "credit_note": ("avoir", "credit note"),
    "paid": ("payé", "paid"),
    "withdrawn": ("abandonné par le client", "withdrawn"),
}
#: Levels of the letters a customer was sent.
LEVELS: dict[str, tuple[str, str]] = {
    "before_due": ("avant échéance", "before due"),
    "1": ("relance 1", "reminder 1"),
    "2": ("relance 2", "reminder 2"),
    "3": ("relance 3", "reminder 3"),
    "formal_notice": ("mise en demeure", "formal notice"),
    "hand_over": ("contentieux", "hand-over"),
}
