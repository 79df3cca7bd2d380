"""Signing in at an identity provider: OpenID Connect, code flow with PKCE, state and nonce."""

import logging
import secrets
from dataclasses import dataclass, field
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.errors import UserError

LOG = logging.getLogger("relance.oidc")
_TIMEOUT_S = 10
_DOCUMENT = "/.well-known/openid-configuration"
#: Signatures by a key of the provider; never by a shared secret, never none.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]


@dataclass(frozen=True)
class Provider:
    """Where people sign in; label: its name on the page."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str = "OIDC"


def start(provider: Provider, back: str) -> tuple[str, dict[str, str]]:
    """Where the browser goes, and what must be kept until it comes back to `back`. Raises UserError."""
    held = {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
    endpoint = _document(provider)["authorization_endpoint"]
    with _session(provider, back) as session:
        url, _ = session.create_authorization_url(
            endpoint, state=held["state"], nonce=held["nonce"], code_verifier=held["verifier"]
        )
    return str(url), held


def subject(provider: Provider, back: str, held: dict[str, str], answered: str) -> str:
    """Who came back, as the provider calls them (`sub`); answered: the whole address the browser came back to.

    Raises UserError where the answer is not the one to this start, or not the provider's.
    """
    document = _document(provider)
    try:
        with _session(provider, back, held["state"]) as session:
            told = session.fetch_token(
                document["token_endpoint"], authorization_response=answered, code_verifier=held["verifier"],
                timeout=_TIMEOUT_S,
            )  # fmt: skip
            keys = requests.get(document["jwks_uri"], timeout=_TIMEOUT_S).json()
        token = jwt.decode(told["id_token"], KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        _checks(provider, held["nonce"]).validate(token.claims)
    except (JoseError, requests.RequestException, KeyError, ValueError, TypeError) as error:
        raise UserError("The identity provider's answer could not be verified: sign in again.") from error
    except AuthlibBaseError as error:
        raise UserError("The identity provider refused: sign in again.") from error
    except Exception as error:  # an answer nobody thought of, or a fault of ours: it opens nothing, and is looked at
        LOG.exception("the identity provider's answer could not be read")
        raise UserError("The identity provider's answer could not be read: sign in again.") from error
    return str(token.claims["sub"])


def _checks(provider: Provider, nonce: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
    )


def _session(provider: Provider, back: str, state: str | None = None) -> Any:
    return OAuth2Session(
        provider.client_id, provider.client_secret, scope="openid", redirect_uri=back, state=state,
        code_challenge_method="S256", token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - a method's name
    )  # fmt: skip


def _document(provider: Provider) -> dict[str, str]:
    """What the provider tells of itself; its issuer must be the one that was set."""
    try:
        found = requests.get(provider.issuer + _DOCUMENT, timeout=_TIMEOUT_S).json()
        if found["issuer"] != provider.issuer:
            raise ValueError(found["issuer"])
        return {name: str(found[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    except (requests.RequestException, KeyError, ValueError, TypeError) as error:
        raise UserError(f"The identity provider {provider.issuer} does not answer as one.") from error
