"""AWS Signature Version 4 for one request."""

import hashlib
import hmac
from urllib.parse import quote, urlsplit


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature_headers(method, url, body, region, service, credentials, at):
    """Headers that sign a request.

    credentials: access_key_id, secret_access_key and, where there is one, session_token. at: a datetime in UTC.
    """
    parts = urlsplit(url)
    time = at.strftime("%Y%m%dT%H%M%SZ")
    signed = {"host": parts.netloc, "x-amz-content-sha256": _sha256(body), "x-amz-date": time}
    if credentials.get("session_token"):
        signed["x-amz-security-token"] = credentials["session_token"]
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    path = "/".join(quote(segment, safe="-_.~") for segment in (parts.path or "/").split("/"))
    canonical = "\n".join([method, path, parts.query, lines, names, _sha256(body)])
    scope = f"{time[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", time, scope, _sha256(canonical)])
    key = ("AWS4" + credentials["secret_access_key"]).encode()
    for text in (time[:8], region, service, "aws4_request"):
        key = _hmac(key, text)
    signature = _hmac(key, to_sign).hex()
    sent = {name: value for name, value in signed.items() if name != "host"}
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials['access_key_id']}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return sent
