"""Ways to the ledger: the usage queue by SQS, or POST /record by HTTP."""

import json
import os
import re
import urllib.error
import urllib.request
from datetime import datetime, timezone
from urllib.parse import urlsplit

from .sigv4 import signature_headers

_TIMEOUT = 10


class SendFailure(Exception):
    """A message that was not taken; permanent: it will not be taken later either."""

    def __init__(self, message, permanent=False, retry_after=None, answer=""):
        super().__init__(message)
        self.permanent = permanent
        self.answer = answer
        self.retry_after = retry_after


def _post(url, body, headers, timeout):
    request = urllib.request.Request(url, data=body.encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        answer = error.read().decode(errors="replace")
        permanent = 400 <= error.code < 500 and error.code not in (401, 403, 408, 425, 429)
        after = error.headers.get("retry-after", "")
        wait = float(after) if after.isdigit() else None
        raise SendFailure(f"{error.code} {answer[:500]}", permanent, wait, answer) from error
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise SendFailure(str(error)) from error


def _rejected_in(answer):
    try:
        return json.loads(answer)["rejected"]
    except (ValueError, KeyError, TypeError):
        return None


def environment_credentials():
    """Credentials of the environment, as Lambda and every shell have them. Raises SendFailure where there are none."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        raise SendFailure("no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass credentials=")
    return {"access_key_id": key, "secret_access_key": secret, "session_token": os.environ.get("AWS_SESSION_TOKEN")}


class SqsTransport:
    """SendMessage of the JSON protocol, signed with Signature Version 4.

    credentials: a function that gives the current ones (a container's or an instance's, for example of botocore);
    those of the environment without one.
    """

    def __init__(self, queue_url, region=None, credentials=None, timeout=_TIMEOUT, now=None):
        self.queue_url = queue_url
        named = re.search(r"sqs[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.", queue_url)
        self.region = region or (named.group(1) if named else os.environ.get("AWS_REGION", "us-east-1"))
        self.credentials = credentials or environment_credentials
        self.timeout = timeout
        self.now = now or (lambda: datetime.now(timezone.utc))

    def send(self, body):
        parts = urlsplit(self.queue_url)
        url = f"{parts.scheme}://{parts.netloc}/"
        # Characters that JSON leaves as they are and SQS refuses.
        sendable = body.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
        text = json.dumps({"QueueUrl": self.queue_url, "MessageBody": sendable}, ensure_ascii=False)
        headers = signature_headers("POST", url, text, self.region, "sqs", self.credentials(), self.now())
        headers["content-type"] = "application/x-amz-json-1.0"
        headers["x-amz-target"] = "AmazonSQS.SendMessage"
        _post(url, text, headers, self.timeout)
        return []


class HttpTransport:
    """POST /record with a writer's token, a text or a function that gives the current one."""

    def __init__(self, api_url, token, timeout=_TIMEOUT):
        self.url = api_url.rstrip("/") + "/record"
        self.token = token if callable(token) else lambda: token
        self.timeout = timeout

    def send(self, body):
        """Sends a body; answers positions and reasons of events that the ledger rejected."""
        headers = {"authorization": f"Bearer {self.token()}", "content-type": "application/json"}
        failure = SendFailure("POST /record did not answer as the ledger does: is api_url its address?")
        try:
            answer = _post(self.url, body, headers, self.timeout)
        except SendFailure as error:
            if not error.permanent:
                raise
            # None of the events was accepted: each is named, as those are that others were accepted beside.
            failure, answer = error, error.answer
        rejected = _rejected_in(answer)
        if rejected is None:
            raise failure
        return rejected
