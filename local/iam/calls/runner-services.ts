import { keyOfSealed } from '../../key-rules.ts';
import { list, record, text, word } from '../../template.ts';
import type { Need } from '../evaluate.ts';
import { BY_TLS, type Place } from './place.ts';

/**
 * What a call of the services needs that the runner itself serves, by its target; undefined for one that it does
 * not stand for.
 */
export function runnerServiceNeeds(
  target: string,
  body: Record<string, unknown>,
  place: Place,
): Need[] | undefined {
  const operation = target.slice(target.lastIndexOf('.') + 1);
  if (target.startsWith('AWSEvents.')) return eventsNeeds(operation, body, place);
  if (target.startsWith('GraniteServiceVersion20100801.')) return metricsNeeds(operation, body);
  if (target.startsWith('TrentService.')) return keyNeeds(operation, body, place);
  return undefined;
}

function eventsNeeds(operation: string, { Entries }: Record<string, unknown>, place: Place): Need[] {
  const buses = new Set(list(Entries).map((entry) => text(record(entry)['EventBusName']) ?? 'default'));
  return [...buses].map((bus) => ({
    action: `events:${operation}`,
    resource: bus.startsWith('arn:')
      ? bus
      : `arn:aws:events:${place.region}:${place.account}:event-bus/${bus}`,
    context: BY_TLS,
  }));
}

function metricsNeeds(operation: string, { Namespace }: Record<string, unknown>): Need[] {
  const namespace = text(Namespace);
  const context = { ...BY_TLS, ...(namespace !== undefined && { 'cloudwatch:namespace': namespace }) };
  return [{ action: `cloudwatch:${operation}`, resource: '*', context }];
}

function keyNeeds(operation: string, body: Record<string, unknown>, place: Place): Need[] {
  const key = text(body['KeyId']) ?? keyOfSealed(word(body['CiphertextBlob']));
  const pairs = Object.entries(record(body['EncryptionContext'])).map(
    ([name, value]) => [`kms:encryptioncontext:${name.toLowerCase()}`, word(value)] as const,
  );
  return [
    {
      action: `kms:${operation}`,
      resource:
        key === undefined
          ? '*'
          : key.startsWith('arn:')
            ? key
            : `arn:aws:kms:${place.region}:${place.account}:key/${key}`,
      context: { ...BY_TLS, ...Object.fromEntries(pairs) },
    },
  ];
}
