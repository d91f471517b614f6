import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costOf } from '../../../bench/support/recording-cost.ts';
import { traceEvents } from '../../../bench/support/trace-events.ts';
import { windowsFor } from '../../../lib/batch-windows.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

/** Docs/cost.md and `costkeeper cost-sheet` have these: events a message, seconds of freshness, write units. */
const FIGURES = join(import.meta.dirname, '../../../cli/commands/cost-figures.json');
const { writeUnits } = JSON.parse(readFileSync(FIGURES, 'utf8')) as {
  writeUnits: Record<string, Record<string, string>>;
};
const START = Date.parse('2026-11-20T10:00:00Z');
/** As many as the published figures are of. */
const EVENTS = 300;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('what an event asks of the table', () => {
  it.each([
    ['50', '60'],
    ['50', '2'],
  ])('is what is published, %s events a message at %s s: no more', async (perMessage, freshness) => {
    const design = { perMessage: Number(perMessage), windows: windowsFor(Number(freshness)), atOnce: 1000 };
    const { writeUnitsPerEvent } = await costOf(dynamo, `units-${freshness}`, traceEvents(EVENTS, START), {
      design,
      functionGb: 0.5,
    });
    const published = Number(writeUnits[perMessage]?.[freshness]);
    expect(writeUnitsPerEvent).toBeGreaterThan(published * 0.9);
    expect(writeUnitsPerEvent).toBeLessThanOrEqual(published * 1.01);
  });
});
