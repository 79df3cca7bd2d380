"""Names of the files of a home that hold secrets."""

#: What programs of other machines send to compute functions.
SERVICE_TOKEN = "service-token"  # noqa: S105 - a file's name
HTTPS_KEY = "https-key.pem"
