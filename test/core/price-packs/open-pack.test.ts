import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPack, readPublicKey } from '../../../core/price-packs/open-pack.ts';
import { publicKeyText, sealPack } from '../../../core/price-packs/seal-pack.ts';
import { newPackKeys, smallPack } from '../../../testing/price-packs.ts';

const keys = newPackKeys();
const trusted = readPublicKey(keys.publicKey);
const file = sealPack(smallPack(7), keys.privateKey);

/** The signed file with its content changed, the signature left as it is. */
function forged(change: (pack: string) => string): string {
  const { pack, ...rest } = JSON.parse(file) as { pack: string };
  return JSON.stringify({ ...rest, pack: change(pack) });
}

function reasonOf(text: string): string {
  const opened = openPack(text, trusted);
  return 'reason' in opened ? opened.reason : 'none';
}

describe('a signed pack', () => {
  it('is opened by the key that it is trusted by', () => {
    expect(openPack(file, trusted)).toMatchObject({ pack: smallPack(7) });
  });

  it('is refused with its reason where the signature, the form or the shape is wrong', () => {
    expect(reasonOf(forged((pack) => pack.replace('"0.1"', '"0.2"')))).toMatch(/not by the trusted key/);
    expect(reasonOf(sealPack(smallPack(7), newPackKeys().privateKey))).toMatch(/not by the trusted key/);
    expect(reasonOf(JSON.stringify(smallPack(7)))).toBe('it is not signed');
    expect(reasonOf(file.slice(0, 200))).toBe('it is not JSON');
    // A parser may run out of stack on it, and no pack is nested so deep.
    expect(reasonOf(`${'['.repeat(3000)}${']'.repeat(3000)}`)).toBe('it is not JSON');
    const wrong = {
      ...smallPack(7),
      models: {
        source: 'npm:made@1',
        observedAt: '2026-11-19',
        providers: { acme: [{ id: 'a', price: '1' }] },
      },
    };
    expect(reasonOf(sealPack(wrong as never, keys.privateKey))).toMatch(/models\.providers\.acme\.0/);
  });

  it.each([
    { from: '2026-13-01' },
    { from: '2026-02-31' },
    { to: '2026-11-31T12:00Z' },
    { from: '2026-11-30T25:00Z' },
    { hours: ['24:30', '06:00'] },
    { observedAt: '2025-02-29' },
  ])('is refused for a day or an hour that does not exist: %j', (wrong) => {
    const pack = smallPack(7, (models) => {
      models.push({ id: 'new', prices: [{ usd: { input_tokens: '1' }, ...(wrong as object) }] });
    });
    expect(reasonOf(sealPack(pack, keys.privateKey))).toMatch(
      /its shape is wrong: models\.providers\.acme\.6/,
    );
  });

  it('claims its version also where nobody believes it', () => {
    expect(
      openPack(
        forged((pack) => pack.replace('"0.1"', '"0.2"')),
        trusted,
      ),
    ).toMatchObject({ claimed: 7 });
  });
});

describe('the trusted key', () => {
  it('is taken as PEM, as SPKI and as 32 bytes', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const raw = Buffer.from(publicKeyText(pem), 'base64').subarray(-32).toString('base64');
    for (const text of [pem, publicKeyText(pem), raw])
      expect(readPublicKey(text).export({ type: 'spki', format: 'pem' })).toBe(pem);
  });

  it('is refused where it is of another kind, for opening and for signing', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow(
      /Ed25519/,
    );
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => sealPack(smallPack(1), pem)).toThrow(/Ed25519/);
  });
});
