"""Words of a customers file: its headers, the natures of customers and contracts, their languages."""

from server.imports.lists.words import OPEN_ITEM_WORDS, plain, word_set

#: field -> headers, best first, as in `words.OPEN_ITEM_WORDS`.
CUSTOMER_WORDS: dict[str, tuple[str, ...]] = {
    "account": (*OPEN_ITEM_WORDS["account"], "num", "code", "identifiant", "id"),
    "company": OPEN_ITEM_WORDS["company"],
    "name": OPEN_ITEM_WORDS["name"],
    "address": ("adresse", "address", "adresse postale", "adresse facturation", "billing address", "rue", "street"),
    "postal_code": ("code postal", "cp", "postal code", "zip", "zip code", "postcode"),
    "city": ("ville", "city", "town", "commune", "localite"),
    "siren": ("siren", "num siren", "siren num"),
    "siret": ("siret", "num siret", "siret num"),
    "vat_number": (
        "tva", "num tva", "tva intracommunautaire", "num tva intracommunautaire", "tva intracom", "num tva intracom",
        "identifiant tva", "vat num", "vat", "vat id", "vat registration num",
    ),
    "legal_kind": (
        "nature", "nature client", "type client", "client type", "customer type", "legal kind", "categorie",
        "categorie client", "forme juridique", "statut juridique", "legal form", "type",
    ),
    # Not "activité": a haulier's business says nothing of the contract it is owed or owes under.
    "contract_kind": (
        "nature contrat", "type contrat", "contract kind", "contract type", "nature prestation", "type prestation",
        "kind contract", "type contract",
    ),
    "group": ("groupe", "group", "groupe client", "customer group", "maison mère", "parent"),
    "payer_account": ("compte payeur", "payeur", "payer account", "payer", "tiers payeur", "client payeur"),
    "terms": (
        *OPEN_ITEM_WORDS["terms"], "échéance", "délai paiement", "délai règlement", "délai", "délais",
    ),
    "means_of_payment": (
        "moyen paiement", "mode paiement", "mode règlement", "moyen règlement", "payment method", "means payment",
        "payment means", "means",
    ),
    "rate_clause": ("clause taux", "taux pénalités", "taux pénalité", "pénalités", "rate clause", "penalty rate"),
    "credit_limit": (
        "plafond crédit", "plafond", "plafond encours", "encours autorisé", "limite crédit", "credit limit",
        "plafond autorisé",
    ),
    "insurer_limit": (
        "plafond assureur", "garantie assureur", "encours garanti", "plafond garanti", "insurer limit", "insured limit",
        "garantie", "agrément",
    ),
    "insurer_expiry": (
        "échéance assureur", "fin garantie", "échéance garantie", "date fin garantie", "insurer expiry",
        "insurance expiry",
    ),
    "insurer_notice_days": (
        "délai déclaration", "délai déclaration sinistre", "insurer notice days", "notification delay", "notice days",
    ),
    "sales_contact": ("commercial", "vendeur", "représentant", "sales contact", "sales rep", "salesperson", "sales"),
    "branch": ("agence", "branch", "site", "établissement"),
    "language": ("langue", "language", "lang", "code langue"),
    "contact": ("contact", "nom contact", "contact name", "interlocuteur", "contact person"),
    "role": ("fonction", "role", "rôle", "poste", "job title", "title", "qualité"),
    "phone": ("téléphone", "tél", "telephone", "num téléphone", "phone", "phone num", "tel", "mobile", "portable"),
    "email": (
        "courriel", "email", "e mail", "mail", "adresse mail", "adresse email", "adresse e mail", "email address",
    ),
}  # fmt: skip

#: Fields only a customers file has: two of them tell it from a list of open items.
TELLING_FIELDS = frozenset(CUSTOMER_WORDS.keys() - OPEN_ITEM_WORDS.keys() - {"role", "contact", "group", "branch"})

_NATURES = {
    "business": word_set(
        "entreprise entreprises societe societes professionnel professionnels pro b2b business company corporate"
        " commercant artisan sarl sas sasu sa eurl snc sci scop ei eirl gmbh ltd inc llc"
    ),
    "consumer": word_set(
        "particulier particuliers consommateur consommateurs consumer consumers b2c individual individuals"
    ) | {"private person", "personne physique"},
    "public": word_set(
        "public publics publique administration administrations mairie commune collectivite collectivites etat"
        " ministere departement region hopital prefecture b2g government"
    ) | {"secteur public", "collectivite territoriale", "etablissement public", "acheteur public", "public sector"},
    "unknown": word_set("inconnu inconnue unknown"),
}  # fmt: skip
_CONTRACTS = {
    "general": word_set(
        "general generale vente ventes negoce marchandises fourniture fournitures service services prestation"
        " prestations conseil travaux entretien maintenance autre autres sale sales goods supply works other eau water"
        " electricite gaz energie electricity gas energy power"
    ) | {
        "vente de marchandises", "prestation de services", "prestations de services", "bail commercial",
        "bail professionnel", "transport de personnes", "transport de voyageurs", "sale of goods",
        "passenger transport", "commercial lease",
    },
    "carriage": word_set(
        "transport transports transporteur fret messagerie affretement demenagement carriage freight haulage removal"
        " removals"
    ) | {
        "transport de marchandises", "transport routier", "transport routier de marchandises",
        "commission de transport", "carriage of goods", "road haulage",
    },
    "telecom": word_set("telecom telecoms telecommunication telecommunications telephonie internet telephony")
    | {"communications electroniques", "electronic communications"},
    "insurance": word_set("assurance assurances insurance"),
    "dwelling": word_set("habitation logement dwelling housing")
    | {"bail d'habitation", "location d'habitation", "loyer d'habitation", "residential lease"},
    "bill": word_set("effet effets lcr bor traite traites bill bills")
    | {"effet de commerce", "effets de commerce", "lettre de change", "billet a ordre", "bill of exchange"},
    "judgment": word_set("jugement titre judgment judgement")
    | {"titre executoire", "injonction de payer", "enforceable title", "court order"},
}  # fmt: skip
_LANGUAGES = {
    "fr": word_set("fr fra fre francais french fr-fr fr_fr"),
    "en": word_set("en eng anglais english en-gb en-us en_gb en_us"),
    "de": word_set("de deu ger allemand german deutsch"),
    "es": word_set("es esp spa espagnol spanish"),
    "it": word_set("it ita italien italian italiano"),
    "nl": word_set("nl nld neerlandais dutch"),
}


def legal_kind_of(text: str) -> str:
    """`Mairie` -> 'public'; '' where the words tell nothing."""
    return next((kind for kind, words in _NATURES.items() if plain(text) in words), "")


def contract_kind_of(text: str) -> str:
    """`Transport de marchandises` -> 'carriage'; '' where the words tell nothing."""
    return next((kind for kind, words in _CONTRACTS.items() if plain(text) in words), "")


def language_of(text: str) -> str:
    """`Français` -> 'fr'; '' where it is none we know."""
    return next((code for code, words in _LANGUAGES.items() if plain(text) in words), "")
