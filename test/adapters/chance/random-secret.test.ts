import { expect, it } from 'vitest';
import { randomSecret } from '../../../adapters/chance/random-secret.ts';

it('a secret has 43 characters, and none comes twice', () => {
  const secrets = Array.from({ length: 100 }, randomSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
