"""Drafts to events of the usage message, byte for byte as the other clients write them."""

import hashlib
import json
from datetime import datetime, timezone
from decimal import Decimal

#: Fields of the message in its order, and how a value of the context meets one of the event.
FIELDS = (
    ("id", None),
    ("occurredAt", None),
    ("provider", None),
    ("service", None),
    ("model", None),
    ("region", None),
    ("attributes", None),
    ("usage", None),
    ("reportedCostUsd", None),
    ("operation", "replace"),
    ("userId", "clear"),
    ("resource", "clear"),
    ("group", "clear"),
    ("tags", "join"),
    ("outcome", None),
    ("attempt", None),
    ("via", None),
    ("holdId", "clear"),
    ("correlationId", "clear"),
    ("metadata", None),
)
CONTEXT_FIELDS = tuple(name for name, rule in FIELDS if rule) + ("holdFor",)
_RULES = dict(FIELDS)

#: What a field says that was left out, where None means "nobody's".
MISSING = object()

_MOST_ID = 128
_MOST_METADATA = 8 * 1024
_MOST_SAFE = 2**53 - 1


def camel(name):
    """user_id is userId; names of the message stay."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def named(fields):
    """Fields by their names in the message."""
    return {camel(name): value for name, value in fields.items()}


def decimal_text(value):
    """A number as decimal text with at most 12 decimals and no exponent."""
    if isinstance(value, Decimal):
        text = format(value.quantize(Decimal(1).scaleb(-12)) if value.is_finite() else value, "f")
    else:
        text = format(value, ".12f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value):
    """Whole numbers that every reader holds stay numbers; all else is decimal text."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) <= _MOST_SAFE:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= _MOST_SAFE else str(value)
    return decimal_text(value)


def time_text(at):
    """ISO 8601 with milliseconds in UTC; a text stays."""
    if isinstance(at, str):
        return at
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone.utc)
    at = at.astimezone(timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def fitting_id(text):
    """An id that the ledger takes: one of more than 128 characters by its SHA-256."""
    if len(text) <= _MOST_ID:
        return text
    return "sha256-" + hashlib.sha256(text.encode()).hexdigest()


def lay_over(rule, own, outer):
    """A value over the one of the context around it."""
    if rule == "clear":
        return outer if own is MISSING else own
    if rule == "join" and own not in (MISSING, None) and outer not in (MISSING, None):
        return {**outer, **own}
    return outer if own in (MISSING, None) else own


def merge_context(outer, inner):
    """The context of an inner block."""
    merged = {}
    for name in CONTEXT_FIELDS:
        if name != "holdFor":
            merged[name] = lay_over(_RULES[name], inner.get(name, MISSING), outer.get(name, MISSING))
    source = outer if inner.get("holdId", MISSING) is MISSING else inner
    merged["holdFor"] = source.get("holdFor", MISSING)
    return {name: value for name, value in merged.items() if value is not MISSING}


def _settled_hold(draft, context):
    """The hold that the event settles: a failed attempt, and the cost of another provider, settle none."""
    if draft.get("outcome") == "failed":
        return MISSING
    hold_for = context.get("holdFor")
    if hold_for is not None and hold_for != draft.get("provider"):
        return MISSING
    return context.get("holdId", MISSING)


def complete_event(draft, context, new_id, now):
    """A draft with its context, id and time, as a dictionary in the order of the message."""
    own = {**draft, "id": fitting_id(draft.get("id") or new_id), "occurredAt": draft.get("occurredAt") or now}
    outer = {**context, "holdId": _settled_hold(draft, context)}
    event = {}
    for name, rule in FIELDS:
        value = own.get(name, MISSING)
        if rule:
            value = lay_over(rule, value, outer.get(name, MISSING))
        if value is MISSING or value is None:
            continue
        if name == "usage":
            value = {part: quantity(one) for part, one in value.items() if one is not None}
        elif name == "occurredAt":
            value = time_text(value)
        elif name == "reportedCostUsd" and not isinstance(value, str):
            value = decimal_text(value)
        event[name] = value
    return event


def to_json(value):
    """JSON without white space, characters as they are: what JSON.stringify writes."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def event_json(event):
    """The event as JSON; metadata over the ledger's limit is left out, and that is said."""
    metadata = event.get("metadata")
    if metadata is not None:
        size = len(to_json(metadata).encode())
        if size > _MOST_METADATA:
            event = {**event, "metadata": {"omitted": f"{size} bytes, the limit is {_MOST_METADATA}"}}
    return to_json(event)
