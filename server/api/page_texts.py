"""What pages say, in French and in English."""

TEXTS: dict[str, dict[str, str]] = {
    "fr": {
        "sign_in": "Se connecter",
        "sign_in_with": "Se connecter avec",
        "sign_out": "Se déconnecter",
        "name": "Nom",
        "password": "Mot de passe",
        "wrong": "Ce nom et ce mot de passe ne vont pas ensemble, ou le compte est désactivé.",
        "too_many": "Trop d'essais : attendez une minute.",
        "no_person": "Vous êtes connu du fournisseur d'identité, mais pas de Relance : demandez à l'administrateur.",
        "provider_failed": "La connexion chez le fournisseur d'identité n'a pas abouti : recommencez.",
    },
    "en": {
        "sign_in": "Sign in",
        "sign_in_with": "Sign in with",
        "sign_out": "Sign out",
        "name": "Name",
        "password": "Password",
        "wrong": "This name and this password do not belong together, or the account is disabled.",
        "too_many": "Too many attempts: wait a minute.",
        "no_person": "The identity provider knows you, but Relance does not: ask the administrator.",
        "provider_failed": "Signing in at the identity provider did not succeed: try again.",
    },
}
