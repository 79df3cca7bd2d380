"""What customers say on the telephone, what to answer, what to ask for: by the reasons of `followup.words.REASONS`.

Each answer names the rule it rests on; where it is usage, it says so. Sources: code de commerce (L441-9, L441-10,
D441-5), code civil (1342-4, 1343-5, 1353), loi 71-584 of 16 July 1971, code de la commande publique.
"""

from dataclasses import dataclass

from receivables.followup.words import REASONS

Both = tuple[str, str]
#: What a customer says who gives no reason, or refuses.
OTHERWISE = "otherwise"
_USAGE = ("usage", "usage")


@dataclass(frozen=True)
class Objection:
    """Texts are (French, English). answer: what to say | ask: what to obtain before hanging up | source: of the rule"""

    reason: str
    answer: Both
    ask: Both
    source: Both

    @property
    def label(self) -> Both:
        """What the customer says, in a word or two."""
        return REASONS.get(self.reason, ("autre, ou refus", "other, or refusal"))


_INVOICES = ("C. com., art. L441-9", "French commercial code, art. L441-9")
_TERMS = ("C. com., art. L441-10", "French commercial code, art. L441-10")
_PROOF = ("C. civ., art. 1353", "French civil code, art. 1353")

_ALL = (
    Objection(
        "not_received",
        ("Je vous renvoie la facture tout de suite. L'échéance court de sa date, pas de ce renvoi.",
         "I am sending the invoice again now. Its due date runs from its date, not from this copy."),
        ("L'adresse où les factures arrivent, et une date de règlement.", "Where invoices go, and a day of payment."),
        _INVOICES,
    ),
    Objection(
        "not_approved",
        ("Qui doit la valider, et quand ? Une procédure de vérification ne dépasse pas trente jours et ne doit pas "
         "retarder abusivement le délai de paiement.",
         "Who approves it, and when? Checking takes thirty days at most and may not unduly delay payment."),
        ("Le nom et le téléphone de qui valide ; un rappel daté.", "Who approves, their number; a day to call back."),
        ("C. com., art. L441-10 III", "French commercial code, art. L441-10 III"),
    ),
    Objection(
        "order_missing",
        ("Donnez-moi le numéro de commande, je complète la facture aujourd'hui.",
         "Tell me the order number, I complete the invoice today."),
        ("Le numéro, et la date de règlement une fois la facture complétée.", "The number, and a day of payment."),
        _INVOICES,
    ),
    Objection(
        "price",
        ("Quel prix attendiez-vous, d'après quel document ? Ce qui n'est pas contesté se règle à l'échéance.",
         "Which price did you expect, from which document? What is not contested is paid when due."),
        ("Le montant contesté et le document ; le règlement du reste.", "Amount contested, document; the rest paid."),
        _PROOF,
    ),
    Objection(
        "quantity",
        ("Quelle quantité avez-vous reçue, d'après quel bon de livraison ? Le reste est dû.",
         "Which quantity did you receive, by which delivery note? The rest is due."),
        ("Le bon de livraison annoté ; le règlement du reste.", "The delivery note as marked; the rest paid."),
        _PROOF,
    ),
    Objection(
        "quality",
        ("Qu'est-ce qui ne convient pas, depuis quand l'avez-vous signalé ? J'ouvre un litige sur cette part seule.",
         "What is wrong, and when did you report it? I open a dispute on that part alone."),
        ("La réclamation écrite, des photos ; le règlement de la part non contestée.",
         "The complaint in writing, pictures; the part not contested paid."),
        _PROOF,
    ),
    Objection(
        "delivery",
        ("Nous retrouvons la preuve de livraison et vous l'envoyons.", "We find the proof of delivery and send it."),
        ("La date de livraison selon eux ; un rappel daté.", "The delivery day as they know it; a day to call back."),
        _PROOF,
    ),
    Objection(
        "credit_note_awaited",
        ("De quel montant, promis par qui ? L'avoir se déduit ; la différence est due maintenant.",
         "Of which amount, promised by whom? The credit note is deducted; the difference is due now."),
        ("Le montant de l'avoir attendu ; le règlement de la différence.", "Its amount; the difference paid."),
        _USAGE,
    ),
    Objection(
        "terms",
        ("Le délai convenu ne peut dépasser soixante jours après la date de facture, ou quarante-cinq jours fin de "
         "mois s'il est écrit au contrat.",
         "No agreed term exceeds sixty days from the invoice date, or forty-five days end of month where the contract "
         "says so."),
        ("Le document où figure leur délai.", "The document their term stands in."),
        _TERMS,
    ),
    Objection(
        "pay_run",
        ("Notre facture est échue : peut-elle entrer dans la prochaine campagne ? Quel jour ? Les pénalités courent "
         "sans rappel.",
         "Our invoice is overdue: can it go into the next pay run? Which day? Interest runs without any reminder."),
        ("La date de la campagne et le montant : c'est une promesse, notez-la.", "Day and amount: a promise, note it."),
        ("C. com., art. L441-10 II", "French commercial code, art. L441-10 II"),
    ),
    Objection(
        "cash",
        ("Que pouvez-vous régler aujourd'hui, et à quelles dates le reste ? Un échéancier s'écrit et se tient.",
         "What can you pay today, and the rest on which days? An instalment plan is written down and kept."),
        ("Un premier règlement et un échéancier daté ; la reconnaissance de dette.",
         "A first payment and dated instalments; the debt acknowledged in writing."),
        ("C. civ., art. 1342-4 et 1343-5", "French civil code, art. 1342-4 and 1343-5"),
    ),
    Objection(
        "retention",
        ("La retenue de garantie est de 5 % au plus, des seuls marchés de travaux ; elle se libère un an après la "
         "réception, sauf opposition motivée.",
         "Retention money is 5% at most, of building works only; it is released a year after acceptance, unless "
         "opposed with reasons."),
        ("La date de réception des travaux ; le règlement du reste.", "The day of acceptance; the rest paid."),
        ("loi 71-584 du 16 juillet 1971, art. 1 et 2", "act 71-584 of 16 July 1971, art. 1 and 2"),
    ),
    Objection(
        "oversight",
        ("Merci de le faire partir aujourd'hui ; je vous envoie le relevé et nos coordonnées bancaires connues.",
         "Thank you for sending it today; I send the statement, with the bank details you know."),
        ("La date du virement.", "The day of the transfer."),
        _USAGE,
    ),
    Objection(
        OTHERWISE,
        ("Je note ce que vous dites. Qui décide chez vous, et quand puis-je lui parler ? Sans réponse, le dossier "
         "passe au niveau suivant.",
         "I note what you say. Who decides, and when may I talk to them? Without an answer the next level follows."),
        ("Le motif exact, par écrit ; le nom de qui décide.", "The exact reason, in writing; who decides."),
        _USAGE,
    ),
)  # fmt: skip
#: By reason, in the order of the choices; between traders.
OBJECTIONS = {one.reason: one for one in _ALL}
#: Who is no trader is told no law of traders (C. conso. L121-2, L121-6).
_TO_CONSUMER = (
    Objection(
        "not_received",
        (
            "Je vous renvoie la facture tout de suite. À quelle adresse l'attendiez-vous ?",
            "I am sending the invoice again now. Which address did you expect it at?",
        ),
        ("L'adresse où l'envoyer, et une date de règlement.", "Where to send it, and a day of payment."),
        _USAGE,
    ),
    Objection(
        "not_approved",
        (
            "Un point de la facture vous pose-t-il question ? Je le note et nous vous répondons.",
            "Is there anything about the invoice you question? I note it and you will have an answer.",
        ),
        ("La question exacte ; une date de règlement.", "The exact question; a day of payment."),
        _USAGE,
    ),
    Objection(
        "order_missing",
        (
            "Je retrouve votre commande et vous en envoie la copie aujourd'hui.",
            "I look your order up and send you a copy today.",
        ),
        ("L'adresse où l'envoyer, et une date de règlement.", "Where to send it, and a day of payment."),
        _USAGE,
    ),
    Objection(
        "terms",
        (
            "L'échéance est celle du contrat : je vous en envoie la copie.",
            "The due date is that of the contract: I send you a copy.",
        ),
        ("Le document où figure un autre délai.", "The document another term stands in."),
        ("C. civ., art. 1103", "French civil code, art. 1103"),
    ),
    Objection(
        "pay_run",
        ("Quel jour pouvez-vous régler, et par quel moyen ?", "Which day can you pay, and how?"),
        ("La date et le montant : c'est une promesse, notez-la.", "Day and amount: a promise, note it."),
        _USAGE,
    ),
)
_TO_PUBLIC = (
    Objection(
        "not_received",
        ("La facture est sur Chorus Pro : son délai court du jour où le portail l'a mise à votre disposition.",
         "The invoice is on Chorus Pro: its term runs from the day the portal made it available to you."),
        ("Le service et le numéro d'engagement attendus ; une date de mandatement.",
         "The service and engagement number expected; the day the payment is ordered."),
        ("CCP, art. R2192-12", "public procurement code, art. R2192-12"),
    ),
    Objection(
        "not_approved",
        ("La vérification entre dans le délai de paiement : il ne s'interrompt qu'une fois, par une demande écrite et "
         "motivée des pièces qui manquent. L'avez-vous envoyée ?",
         "Checking is part of the payment term: it is interrupted once only, by a reasoned request in writing for what "
         "is missing. Has one been sent?"),
        ("La demande écrite, sinon une date de mandatement.", "That request, or the day the payment is ordered."),
        ("CCP, art. R2192-27 et R2192-28", "public procurement code, art. R2192-27 and R2192-28"),
    ),
    Objection(
        "order_missing",
        ("Donnez-moi le numéro d'engagement et le code service, je complète le dépôt sur Chorus Pro aujourd'hui.",
         "Tell me the engagement number and service code, I complete the entry on Chorus Pro today."),
        ("Les deux références, et une date de mandatement.", "Both, and the day the payment is ordered."),
        _USAGE,
    ),
    Objection(
        "terms",
        ("Le délai est de trente jours au plus, cinquante pour un établissement public de santé, soixante pour une "
         "entreprise publique.",
         "The term is thirty days at most, fifty for a public hospital, sixty for a public undertaking."),
        ("La date de réception qu'ils retiennent.", "The day of receipt they count from."),
        ("CCP, art. R2192-10 et R2192-11", "public procurement code, art. R2192-10 and R2192-11"),
    ),
    Objection(
        "pay_run",
        ("Le délai est expiré : quel jour le paiement est-il mandaté ? Les intérêts moratoires courent sans autre "
         "formalité.",
         "The term has ended: which day is the payment ordered? Interest runs without further formality."),
        ("La date du mandatement et le comptable assignataire : c'est une promesse, notez-la.",
         "The day of the order and the accounting officer: a promise, note it."),
        ("CCP, art. L2192-13", "public procurement code, art. L2192-13"),
    ),
    Objection(
        "retention",
        ("La retenue de garantie se libère à la fin du délai de garantie : à quelle date se termine-t-il ?",
         "Retention money is released when the guarantee period ends: which day is that?"),
        ("La date de fin de garantie ; le règlement du reste.", "The day the guarantee ends; the rest paid."),
        _USAGE,
    ),
)  # fmt: skip
_NO_TRADER = {"consumer": _TO_CONSUMER, "public": _TO_PUBLIC, "unknown": _TO_CONSUMER}
_CONSUMER = (
    "Particulier : aucun frais de recouvrement, pas d'indemnité de 40 € ; intérêts au taux légal depuis la mise en "
    "demeure seulement.",
    "Consumer: no recovery costs, no compensation of EUR 40; interest at the legal rate from the formal notice only.",
)
_PUBLIC = (
    "Acheteur public : intérêts moratoires de plein droit et 40 € ; on ne menace pas d'un tribunal.",
    "Public buyer: interest and EUR 40 by operation of law; no court is threatened.",
)
_BUSINESS = (
    "Professionnel : pénalités exigibles sans rappel le lendemain de l'échéance, 40 € par facture en retard.",
    "Business: interest is due without a reminder from the day after the due date, EUR 40 for each late invoice.",
)
#: Kind of debtor -> (what to know before calling, the rule).
KNOW: dict[str, tuple[Both, Both]] = {
    "consumer": (_CONSUMER, ("CPCE, art. L111-8 ; C. civ., art. 1231-6", "CPCE, art. L111-8; civil code, art. 1231-6")),
    "public": (_PUBLIC, ("CCP, art. L2192-13 et D2192-35", "public procurement code, art. L2192-13 and D2192-35")),
    "business": (_BUSINESS, ("C. com., art. L441-10 II et D441-5", "commercial code, art. L441-10 II and D441-5")),
}


def objections_of(kind: str) -> tuple[Objection, ...]:
    """What to answer a `business`, `consumer` or `public` debtor; of an `unknown` kind, as to a consumer."""
    own = {one.reason: one for one in _NO_TRADER.get(kind, ())}
    return tuple(own.get(reason, one) for reason, one in OBJECTIONS.items())
