import type { Resolver } from './resolve.ts';
import { list, text } from './template.ts';

/** KMS quotas: bytes that a key encrypts or signs in one call. */
const MOST_BYTES = 4096;

/** What the keys of the templates are for, by id and by ARN. */
export type KeyUses = ReadonlyMap<string, 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC'>;

/** The keys of the templates. */
export function keyUses(resolver: Resolver): KeyUses {
  return new Map(
    resolver.ofType('AWS::KMS::Key').flatMap((key) => {
      const { ref, attributes } = resolver.identity(key);
      const usage = text(resolver.properties(key)['KeyUsage']);
      const use = usage === 'GENERATE_VERIFY_MAC' ? usage : 'ENCRYPT_DECRYPT';
      return [ref, attributes['Arn']].flatMap((name) => (name === undefined ? [] : [[name, use] as const]));
    }),
  );
}

type Refusal = readonly [type: string, message: string];

/** What KMS says of a call that it does not take; undefined for one that it takes, and for what it seals no key by. */
export function keyRefusal(
  operation: string,
  body: Readonly<Record<string, unknown>>,
  keys: KeyUses,
): Refusal | undefined {
  const bytes = Buffer.byteLength(text(body['Plaintext']) ?? text(body['Message']) ?? '', 'base64');
  if (bytes > MOST_BYTES) {
    return ['ValidationException', `Member must have length less than or equal to ${MOST_BYTES}`];
  }
  const sealedBy = operation === 'Decrypt' ? keyOfSealed(text(body['CiphertextBlob']) ?? '') : undefined;
  const given = text(body['KeyId']);
  if (given !== undefined && sealedBy !== undefined && lastOf(given) !== lastOf(sealedBy)) {
    return [
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    ];
  }
  const name = given ?? sealedBy;
  if (name === undefined) return undefined;
  const use = keys.get(name);
  if (use === undefined) return ['NotFoundException', `Key '${name}' does not exist`];
  const wanted = operation === 'GenerateMac' ? 'GENERATE_VERIFY_MAC' : 'ENCRYPT_DECRYPT';
  return use === wanted
    ? undefined
    : ['InvalidKeyUsageException', `${name} key usage is ${use} which is not valid for ${operation}.`];
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The local keys write the name of the key first into what they seal; undefined for what none of them sealed. */
export function keyOfSealed(blob: string): string | undefined {
  if (blob === '') return undefined;
  try {
    return text(list(JSON.parse(Buffer.from(blob, 'base64').toString()))[0]);
  } catch {
    // Not sealed by a local key: KMS itself will say so.
    return undefined;
  }
}
