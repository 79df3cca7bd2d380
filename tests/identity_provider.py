"""A small OpenID Connect provider in a process of its own: code flow with PKCE, one person, one key.

`python -m tests.identity_provider CLIENT SECRET` prints its address; what it should do wrong stands in the address of
the authorization request (`fault`), as a test asks for it.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

SUBJECT = "person-42"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE = RSAKey.generate_key(2048, {"kid": "one"})
CODES: dict[str, dict[str, str]] = {}
FAULT = {"": ""}


class Handler(BaseHTTPRequestHandler):
    """Discovery, authorization (the person agrees at once), token, keys; /fault?NAME sets what goes wrong."""

    def do_GET(self) -> None:
        """Everything but the token."""
        url = urllib.parse.urlparse(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/fault":
            FAULT[""] = url.query
            self._json({})
        elif url.path == "/.well-known/openid-configuration":
            issuer = "https://other.example" if FAULT[""] == "issuer" else self._issuer()
            endpoints = {f"{name}_endpoint": f"{self._issuer()}/{name}" for name in ("authorization", "token")}
            self._json({"issuer": issuer, **endpoints, "jwks_uri": f"{self._issuer()}/keys"})
        elif url.path == "/keys":
            self._json({"keys": [KEY.as_dict(private=False)]})
        elif url.path == "/authorization":
            CODES[code := secrets.token_urlsafe()] = asked
            back = urllib.parse.urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        """The token, for a code, once, to the right client with the right verifier."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = dict(urllib.parse.parse_qsl(body))
        begun = CODES.pop(told.get("code", ""), None)
        basic = base64.b64encode(f"{sys.argv[1]}:{sys.argv[2]}".encode()).decode()
        verifier = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        is_good = (
            begun is not None and begun["code_challenge"] == challenge and begun["code_challenge_method"] == "S256"
        )
        if begun is None or not is_good or self.headers.get("Authorization") != f"Basic {basic}":
            self._json({"error": "invalid_grant"}, 400)
            return
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(begun["nonce"])})

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def _id_token(self, nonce: str) -> str:
        now, fault = int(time.time()), FAULT[""]
        claims = {
            "iss": self._issuer(),
            "aud": sys.argv[1],
            "sub": SUBJECT,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        }
        claims |= {"aud": {"aud": "another"}, "nonce": {"nonce": "old"}, "exp": {"exp": now - 3600},
                   "stranger": {"sub": "nobody"}}.get(fault, {})  # fmt: skip
        key = STRANGE if fault == "key" else KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)

    def _issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _json(self, told: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()
