import { expect, it } from 'vitest';
import { crashErasures } from '../../support/crashed-erasure.ts';

it('an erasure has the same end after a crash before any of its writes', async () => {
  expect(await crashErasures(false)).toBeGreaterThan(40);
});
