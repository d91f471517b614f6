import { describe, expect, it } from 'vitest';
import { keyRefusal, keyUses } from '../../local/key-rules.ts';
import { Resolver } from '../../local/resolve.ts';
import { stackOf } from './fixtures/stacks.ts';

const stack = stackOf('App', {
  Sealing: { Type: 'AWS::KMS::Key', Properties: {} },
  Other: { Type: 'AWS::KMS::Key', Properties: {} },
  Hashing: { Type: 'AWS::KMS::Key', Properties: { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' } },
});
const resolver = new Resolver([stack], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' });
const keys = keyUses(resolver);
const arnOf = (id: string) => String(resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] }, 'App'));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const sealedBy = (id: string) => base64(JSON.stringify([arnOf(id), 'nonce', 'tag', 'sealed']));

function refusal(operation: string, body: Record<string, unknown>): string | undefined {
  return keyRefusal(operation, body, keys)?.[0];
}

/** The names of errors are those of the KMS API reference. */
describe('the local KMS', () => {
  it.each([
    ['Encrypt', { KeyId: arnOf('Sealing'), Plaintext: base64('x'.repeat(4096)) }],
    ['GenerateMac', { KeyId: arnOf('Hashing'), Message: base64('x') }],
    ['Decrypt', { CiphertextBlob: sealedBy('Sealing') }],
    ['Decrypt', { KeyId: arnOf('Sealing'), CiphertextBlob: sealedBy('Sealing') }],
  ])('takes %s by a key that is for it', (operation, body) => {
    expect(refusal(operation, body)).toBeUndefined();
  });

  it.each([
    ['a key that is not there', 'Encrypt', { KeyId: `${arnOf('Sealing')}x` }, 'NotFoundException'],
    ['a key that makes hashes', 'Encrypt', { KeyId: arnOf('Hashing') }, 'InvalidKeyUsageException'],
    ['a key that makes none', 'GenerateMac', { KeyId: arnOf('Sealing') }, 'InvalidKeyUsageException'],
    ['more than 4 KB', 'Encrypt', { Plaintext: base64('x'.repeat(4097)) }, 'ValidationException'],
    ['a longer message', 'GenerateMac', { Message: base64('x'.repeat(4097)) }, 'ValidationException'],
    [
      'what another key sealed',
      'Decrypt',
      { KeyId: arnOf('Sealing'), CiphertextBlob: sealedBy('Other') },
      'IncorrectKeyException',
    ],
  ])('refuses %s', (_name, operation, body, expected) => {
    expect(refusal(operation, body)).toBe(expected);
  });
});
