"""Costkeeper's client: usage messages over SQS or HTTP, with the standard library alone.

    from costkeeper import Costkeeper

    costkeeper = Costkeeper(queue_url=os.environ["COSTKEEPER_QUEUE_URL"])
    with costkeeper.context(user_id="user-42", resource={"type": "episode", "id": "ep-7"}):
        costkeeper.record(provider="openai", model="gpt-4o-mini",
                          usage={"input_tokens": 800, "output_tokens": 340})
"""

from .client import Costkeeper
from .events import complete_event, event_json
from .transports import HttpTransport, SendFailure, SqsTransport

__all__ = ["Costkeeper", "HttpTransport", "SendFailure", "SqsTransport", "complete_event", "event_json"]
