import { Buffer } from 'node:buffer';
import { cutText } from '../../contracts/cut-text.ts';
import { otlpAnswerSchema, otlpBodySchema, otlpQuery } from '../../contracts/api/provider-answers.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { type FieldError, InvalidInputError, UnsupportedMediaTypeError } from '../../core/errors.ts';
import type { Intake } from '../../core/intake/intake-event.ts';
import {
  exportAnswerBytes,
  type PartialSuccess,
  partialSuccess,
} from '../../core/intake/otlp/export-answer.ts';
import { readOtlpJson } from '../../core/intake/otlp/read-otlp-json.ts';
import { readOtlpProtobuf } from '../../core/intake/otlp/read-otlp-protobuf.ts';
import type { SpanAttribution } from '../../core/intake/otlp/span-attribution.ts';
import { spanEvents } from '../../core/intake/otlp/span-events.ts';
import { checkIntake, sendEvents } from '../../core/usage/accept-events.ts';
import { hiddenIntake } from '../../core/usage/hide-intake.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';
import { batchesOf } from '../../core/in-batches.ts';

const PROTOBUF = 'application/x-protobuf';

/** OTLP/HTTP: GenAI spans of any language become entries without a line of code. */
export function otlpRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/otlp/v1/traces',
      summary: 'OTLP/HTTP traces, JSON or protobuf, gzip or plain: each GenAI span with usage is recorded',
      access: 'writers',
      limit: 'records',
      needsTable: false,
      query: otlpQuery,
      body: otlpBodySchema,
      bytesBody: true,
      rawBody: true,
      answer: otlpAnswerSchema,
      handle: async ({ bytes, headers, query }) => {
        const isProtobuf = isProtobufType(headers['content-type']);
        const spans = isProtobuf ? readOtlpProtobuf(bytes) : readOtlpJson(utf8Text(bytes));
        const events = await hiddenIntake(spanEvents(spans, attributionOf(query)), ports.users);
        const partial = partialSuccess(await record(events, ports));
        return isProtobuf ? protobufAnswer(partial) : { body: { partialSuccess: jsonAnswer(partial) } };
      },
    }),
  ];
}

function isProtobufType(contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
  if (type === PROTOBUF || type === 'application/protobuf') return true;
  if (type === 'application/json' || type === '') return false;
  throw new UnsupportedMediaTypeError(
    `"${cutText(type, 60)}" is not read: send application/json or ${PROTOBUF}`,
  );
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const message = `is not UTF-8: say ${PROTOBUF} for protobuf`;
    throw new InvalidInputError('the body cannot be read', [{ field: '', message }], { cause: error });
  }
}

/** Puts the events on the queue; answers why others were rejected. Throws UnavailableError when it takes none. */
async function record(events: readonly Intake[], ports: ApiPorts): Promise<(readonly FieldError[])[]> {
  const rejected: (readonly FieldError[])[] = [];
  for (const batch of batchesOf(events, LIMITS.eventsPerMessage)) {
    const checked = checkIntake(batch, 'spans', ports, ports.settings);
    const { rejected: unsent } = await sendEvents(checked.accepted, ports.sender);
    rejected.push(...[...checked.rejected, ...unsent].map(({ errors }) => errors));
  }
  return rejected;
}

function attributionOf(query: {
  user?: string | undefined;
  resource?: string | undefined;
  group?: string | undefined;
  tags?: string | undefined;
}): SpanAttribution {
  return {
    user: query.user,
    resource: typedAttribute('resource', query.resource),
    group: typedAttribute('group', query.group),
    tags: query.tags?.split(',').map((name) => name.trim()),
  };
}

function typedAttribute(field: string, text: string | undefined): SpanAttribution['resource'] {
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  if (colon > 0 && colon < text.length - 1)
    return { type: text.slice(0, colon), name: text.slice(colon + 1) };
  const message = 'must be TYPE:ATTRIBUTE, such as job:app.job_id';
  throw new InvalidInputError('the query cannot be used', [{ field, message }]);
}

function jsonAnswer(partial: PartialSuccess | undefined) {
  return partial === undefined
    ? {}
    : { rejectedSpans: String(partial.rejectedSpans), errorMessage: partial.errorMessage };
}

function protobufAnswer(partial: PartialSuccess | undefined) {
  const text = Buffer.from(exportAnswerBytes(partial)).toString('base64');
  return { text, isBase64: true, headers: { 'content-type': PROTOBUF } };
}
