import { expect, it } from 'vitest';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { crashErasures, EVERY_CRASH, LATE_CRASH } from '../../support/crashed-erasure.ts';

it('an erasure has the same end after a crash behind any of its writes', async () => {
  expect(await crashErasures(true, IN_PROOF ? EVERY_CRASH : LATE_CRASH)).toBeGreaterThan(40);
});
