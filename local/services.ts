import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from 'node:crypto';
import { cbor } from '@smithy/core/cbor';
import { gatewayAnswer } from './api-gateway/http-event.ts';
import type { HttpAnswer, HttpRequest } from './api-gateway/http-event.ts';
import type { EventBuses } from './eventbridge/events.ts';
import type { CheckParts } from './iam/checks.ts';
import { accessKeyOf } from './iam/calls/place.ts';
import { runnerServiceNeeds } from './iam/calls/runner-services.ts';
import { DENIED_TYPE, OLDER_NAME, refuseJson, refuseMetric } from './iam/refusals.ts';
import { keyRefusal, type KeyUses } from './key-rules.ts';
import { metricRefusal } from './metric-rules.ts';
import { ServiceRefusal } from './service-refusal.ts';
import { list, record, text } from './template.ts';

/** Paths of the small services that the runner itself serves; AWS_ENDPOINT_URL_… points there. */
export const SERVICE_PATHS = {
  eventbridge: '/events',
  cloudwatch: '/metrics',
  kms: '/kms',
  lambda: '/lambda',
  other: '/other',
} as const;

/** What the services are made of. */
export interface ServiceParts extends CheckParts {
  readonly events: EventBuses;
  /** The keys that there are. */
  readonly keys: KeyUses;
  /** Secret behind the local keys. */
  readonly secret: string;
}

type Operation = (body: Record<string, unknown>, parts: ServiceParts, bytes: number) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'AWSEvents.PutEvents': ({ Entries }, { events }) => events.put(list(Entries).map(record)),
  'GraniteServiceVersion20100801.PutMetricData': (body, _parts, bytes) => {
    const refused = metricRefusal(body, bytes, Date.now());
    if (refused) throw new ServiceRefusal(...refused);
    return {};
  },
  'TrentService.Encrypt': ({ KeyId, Plaintext, EncryptionContext }, { secret }) => ({
    CiphertextBlob: encrypt(secret, text(KeyId) ?? '', text(Plaintext) ?? '', EncryptionContext),
    KeyId,
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }),
  'TrentService.GenerateMac': ({ KeyId, Message, MacAlgorithm }, { secret }) => ({
    Mac: createHmac('sha256', keyBytes(secret, text(KeyId) ?? ''))
      .update(text(Message) ?? '', 'base64')
      .digest('base64'),
    KeyId,
    MacAlgorithm,
  }),
  'TrentService.Decrypt': ({ CiphertextBlob, EncryptionContext }, { secret }) => ({
    ...decrypt(secret, text(CiphertextBlob) ?? '', EncryptionContext),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }),
};

const CBOR = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
/** Operations of CloudWatch come by path in the protocol that newer SDKs speak. */
const METRICS = 'GraniteServiceVersion20100801';
const KEYS = 'TrentService.';

/**
 * Answers PutEvents, PutMetricData (what is sound is dropped), and KMS Encrypt, Decrypt and GenerateMac, where the caller's
 * policies allow it. Every other call is refused by name, so that nothing leaves this machine unnoticed.
 */
export function answerService(request: HttpRequest, parts: ServiceParts): HttpAnswer {
  const isCbor = request.headers['smithy-protocol'] === 'rpc-v2-cbor';
  const target = isCbor
    ? `${METRICS}.${request.url.slice(request.url.lastIndexOf('/') + 1)}`
    : String(request.headers['x-amz-target'] ?? '');
  const operation = OPERATIONS[target];
  if (!operation) {
    const called = target === '' ? `${request.method} ${request.url}` : target;
    return refusal('UnknownOperationException', `${called} has no stand-in in the local system`);
  }
  const body = bodyOf(request, isCbor);
  if (body === undefined) return refusal('SerializationException', 'the body cannot be read');
  const denied = denialOf(target, body, request, parts);
  if (denied !== undefined && isCbor) return cborAnswer(403, { __type: DENIED_TYPE, message: denied });
  if (denied !== undefined) return target.startsWith(METRICS) ? refuseMetric(denied) : refuseJson(denied);
  try {
    if (target.startsWith(KEYS)) refuseKey(target.slice(KEYS.length), body, parts.keys);
    const result = operation(body, parts, request.body.length);
    if (isCbor) return cborAnswer(200, result);
    const answer = Buffer.from(JSON.stringify(result));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: answer };
  } catch (error) {
    if (error instanceof ServiceRefusal && isCbor)
      return cborAnswer(400, { __type: `com.amazonaws.cloudwatch#${error.type}`, message: error.message });
    if (error instanceof ServiceRefusal) return refusal(error.type, error.message);
    return refusal('InvalidCiphertextException', String(error));
  }
}

/** @throws ServiceRefusal for what KMS does not take */
function refuseKey(operation: string, body: Record<string, unknown>, keys: KeyUses): void {
  const refused = keyRefusal(operation, body, keys);
  if (refused) throw new ServiceRefusal(...refused);
}

function bodyOf({ body }: HttpRequest, isCbor: boolean): Record<string, unknown> | undefined {
  try {
    return record(isCbor ? cbor.deserialize(body) : JSON.parse(body.toString() || '{}'));
  } catch {
    return undefined;
  }
}

function denialOf(
  target: string,
  body: Record<string, unknown>,
  { headers, url }: HttpRequest,
  { account, place }: ServiceParts,
): string | undefined {
  const needs = runnerServiceNeeds(target, body, place) ?? [];
  return account.refusal(account.owner(accessKeyOf(headers.authorization, url)), needs);
}

function cborAnswer(status: number, body: object): HttpAnswer {
  const named = status === 403 ? Object.fromEntries([OLDER_NAME]) : {};
  return { status, headers: { ...CBOR, ...named }, body: Buffer.from(cbor.serialize(body)) };
}

function refusal(type: string, message: string): HttpAnswer {
  const { headers } = gatewayAnswer(400, message);
  return { status: 400, headers, body: Buffer.from(JSON.stringify({ __type: type, message })) };
}

function keyBytes(secret: string, name: string): Buffer {
  return scryptSync(secret, name.slice(name.lastIndexOf('/') + 1), 32, { N: 1024 });
}

function encrypt(secret: string, keyId: string, plaintext: string, context: unknown): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyBytes(secret, keyId), nonce);
  cipher.setAAD(Buffer.from(JSON.stringify(context ?? {})));
  const sealed = Buffer.concat([cipher.update(plaintext, 'base64'), cipher.final()]);
  const envelope = [
    keyId,
    nonce.toString('base64'),
    cipher.getAuthTag().toString('base64'),
    sealed.toString('base64'),
  ];
  return Buffer.from(JSON.stringify(envelope)).toString('base64');
}

function decrypt(secret: string, blob: string, context: unknown): { Plaintext: string; KeyId: string } {
  const envelope = JSON.parse(Buffer.from(blob, 'base64').toString()) as string[];
  const [KeyId = '', nonce = '', tag = '', sealed = ''] = envelope;
  const cipher = createDecipheriv('aes-256-gcm', keyBytes(secret, KeyId), Buffer.from(nonce, 'base64'));
  cipher.setAAD(Buffer.from(JSON.stringify(context ?? {})));
  cipher.setAuthTag(Buffer.from(tag, 'base64'));
  const plain = Buffer.concat([cipher.update(Buffer.from(sealed, 'base64')), cipher.final()]);
  return { Plaintext: plain.toString('base64'), KeyId };
}
