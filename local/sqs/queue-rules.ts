import { beforeEachCall, type Reply } from './embedded-sqs.ts';
import { list, record, text } from '../template.ts';

/** SQS quotas: attributes of a message, characters of an entry's id, seconds of delay. */
const MOST_ATTRIBUTES = 10;
const MOST_ID_CHARACTERS = 80;
const MOST_DELAY_SECONDS = 900;
/** Names of attributes: no dot first, last or twice, and none of AWS's own. */
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
/** Types of attributes, each with a label of one's own behind it. */
const ATTRIBUTE_TYPE = /^(String|Number|Binary)(\..+)?$/;
/** What the embedded SQS gives out; SQS's own handles are opaque too, and any other text is refused. */
const HANDLE = /^[0-9a-f-]{36}$/;
/** Messages whose trace is kept; what is older has long been read. */
const MOST_TRACES = 100_000;

type Refusal = readonly [code: string, message: string];
type Rule = (body: Record<string, unknown>) => Refusal | undefined;

const entriesOf = (body: Record<string, unknown>) => list(body['Entries']).map(record);

const idsAreShort: Rule = (body) =>
  entriesOf(body).some(({ Id }) => (text(Id) ?? '').length > MOST_ID_CHARACTERS)
    ? ['InvalidBatchEntryId', `A batch entry id can be at most ${MOST_ID_CHARACTERS} letters long.`]
    : undefined;

/** What is wrong with one attribute of a message, as SQS says it. */
function faultOfAttribute(name: string, value: Record<string, unknown>): string | undefined {
  const [said, type] = [value['StringValue'], text(value['DataType']) ?? ''];
  if (!ATTRIBUTE_NAME.test(name)) return `Message (user) attribute name '${name}' is invalid.`;
  if (said === '') return `Message (user) attribute '${name}' must contain a non-empty value.`;
  if (!ATTRIBUTE_TYPE.test(type))
    return `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`;
  if (type.startsWith('Number') && !Number.isFinite(Number(said)))
    return `Can't cast the value of message (user) attribute '${name}' to a number.`;
  return undefined;
}

const isSendable: Rule = ({
  MessageBody,
  MessageAttributes,
  DelaySeconds,
  MessageDeduplicationId,
  QueueUrl,
}) => {
  if (typeof MessageBody !== 'string' || MessageBody === '') {
    return ['MissingParameter', 'The request must contain the parameter MessageBody.'];
  }
  const attributes = Object.entries(record(MessageAttributes));
  if (attributes.length > MOST_ATTRIBUTES) {
    const most = `Number of message attributes [${attributes.length}] exceeds the allowed maximum [10].`;
    return ['InvalidParameterValue', most];
  }
  const fault = attributes
    .map(([name, value]) => faultOfAttribute(name, record(value)))
    .find((found) => found !== undefined);
  if (fault !== undefined) return ['InvalidParameterValue', fault];
  // MessageGroupId alone is taken by every queue: fair queues go by it.
  if (MessageDeduplicationId !== undefined && text(QueueUrl)?.endsWith('.fifo') !== true)
    return ['InvalidParameterValue', 'MessageDeduplicationId is not valid for this queue type.'];
  const delay = DelaySeconds === undefined ? 0 : Number(DelaySeconds);
  if (Number.isInteger(delay) && delay >= 0 && delay <= MOST_DELAY_SECONDS) return undefined;
  return ['InvalidParameterValue', `DelaySeconds must be an integer between 0 and ${MOST_DELAY_SECONDS}.`];
};

const hasHandle: Rule = ({ ReceiptHandle }) =>
  typeof ReceiptHandle !== 'string' || ReceiptHandle === '' || HANDLE.test(ReceiptHandle)
    ? undefined
    : [
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
      ];

const each =
  (rule: Rule): Rule =>
  (body) =>
    entriesOf(body)
      .map((entry) => rule({ ...entry, QueueUrl: body['QueueUrl'] }))
      .find((refusal) => refusal !== undefined);

/** What the embedded SQS takes and SQS does not, by the call. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  SendMessage: [isSendable],
  SendMessageBatch: [idsAreShort, each(isSendable)],
  DeleteMessage: [hasHandle],
  DeleteMessageBatch: [idsAreShort, each(hasHandle)],
  ChangeMessageVisibility: [hasHandle],
  ChangeMessageVisibilityBatch: [idsAreShort, each(hasHandle)],
};

/** Chains of calls that messages belong to, by the message's id. */
const traces = new Map<string, string>();
let isPatched = false;

/**
 * Makes the embedded SQS of this process refuse what SQS refuses, and hand out with a message the trace that its
 * sender's SDK put on it, by which Lambda finds loops.
 */
export async function keepQueueRules(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  await beforeEachCall(async (request, reply, next) => {
    const body = record(request.body);
    const { headers } = request.raw;
    const call = String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const refusal = (RULES[call] ?? []).map((rule) => rule(body)).find((found) => found !== undefined);
    if (refusal !== undefined) return refuse(reply, refusal);
    const answer = record(await next());
    if (call.startsWith('SendMessage')) keepTrace(answer, text(headers['x-amzn-trace-id']));
    if (call === 'ReceiveMessage') addTraces(answer, body);
    return answer;
  });
}

function refuse(reply: Reply, [code, message]: Refusal): object {
  reply.status(400);
  reply.header('content-type', 'application/x-amz-json-1.0');
  reply.header('x-amzn-query-error', `AWS.SimpleQueueService.${code};Sender`);
  return { __type: `com.amazonaws.sqs#${code}`, message };
}

function keepTrace(answer: Record<string, unknown>, trace: string | undefined): void {
  if (trace === undefined) return;
  for (const sent of [answer, ...list(answer['Successful']).map(record)]) {
    const id = text(sent['MessageId']);
    if (id !== undefined) traces.set(id, trace);
  }
  for (const id of traces.keys()) {
    if (traces.size <= MOST_TRACES) break;
    traces.delete(id);
  }
}

function addTraces(answer: Record<string, unknown>, body: Record<string, unknown>): void {
  const names = [...list(body['AttributeNames']), ...list(body['MessageSystemAttributeNames'])];
  if (!names.includes('All') && !names.includes('AWSTraceHeader')) return;
  for (const message of list(answer['Messages']).map(record)) {
    const trace = traces.get(text(message['MessageId']) ?? '');
    if (trace !== undefined) {
      message['Attributes'] = { ...record(message['Attributes']), AWSTraceHeader: trace };
    }
  }
}
