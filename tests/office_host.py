"""Worksheet functions through the real functions.js in Node, as Excel on Mac and the web calls them."""

import datetime as dt
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from addin.cells import ErrorCell
from addin.names import short
from tests.https_service import HttpsService

SCRIPTS = Path(__file__).parent / "integration" / "office"
_SERIAL_0 = dt.datetime(1899, 12, 30)
_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class OfficeHost:
    """Excel in front of a running service."""

    service: HttpsService

    def evaluate(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """Catalogue names with their arguments -> cells or rows, all in one Node process and one recalculation.

        Arguments may be what other hosts take: dates become serial numbers, Decimals numbers, an empty cell ''. None as
        a whole argument is an omitted one. A result of one row and one cell is that cell; errors are ErrorCell.
        """
        asked = [{"id": short(name), "arguments": [_argument(one) for one in given]} for name, given in calls]
        return [_result(one) for one in json.loads(run_node("host.mjs", self.service, json.dumps(asked)))["results"]]


def run_node(script: str, service: HttpsService, text: str = "", *options: str) -> str:
    """What a script prints that trusts the service's certificate. Raises AssertionError where it fails."""
    node = shutil.which("node")
    assert node, "Node.js is not installed"
    environment = {
        **os.environ,
        "NODE_EXTRA_CA_CERTS": str(service.certificate),
        "RELANCE_URL": service.url,
        "RELANCE_TOKEN": service.token or "",
    }
    done = subprocess.run(
        [node, *options, str(SCRIPTS / script)],
        input=text, env=environment, capture_output=True, encoding="utf-8", timeout=_TIMEOUT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _argument(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [[_cell(cell) for cell in row] for row in value]
    return None if value is None else _cell(value)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, ErrorCell):
        return {"error": value.code}
    if isinstance(value, dt.date):
        moment = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else dt.datetime(*value.timetuple()[:3])
        return (moment - _SERIAL_0) / dt.timedelta(days=1)
    return float(value) if isinstance(value, Decimal) else value


def _result(value: Any) -> Any:
    if isinstance(value, list):
        return [[_result(cell) for cell in row] for row in value]
    if isinstance(value, dict):
        return ErrorCell(value["error"], value["message"])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
