"""Prints what this client makes of the conformance cases, and of one request to sign: read by the tests of the repository."""

import json
import os
import sys
from datetime import datetime, timezone

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from costkeeper.events import complete_event, event_json, merge_context  # noqa: E402
from costkeeper.sigv4 import signature_headers  # noqa: E402

AT = datetime(2026, 11, 20, 10, 15, 30, 123456, tzinfo=timezone.utc)


def made(case):
    context = {}
    for inner in case["contexts"]:
        context = merge_context(context, inner)
    return event_json(complete_event(case["draft"], context, "made-1", AT))


given = json.load(sys.stdin)
signed = given["sign"]
print(json.dumps({
    "json": [made(case) for case in given["cases"]],
    "headers": signature_headers(signed["method"], signed["url"], signed["body"], signed["region"], signed["service"],
                                 signed["credentials"], AT),
}))
