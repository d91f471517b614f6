import type { ExportEntry } from '../../../core/export/export-entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { NOTHING_SAID } from '../../../testing/nothing-said.ts';
import { ONE, parseQuantity, parseUsd } from '../../../core/money/decimal.ts';

const PER_MILLION = 1_000_000n * ONE;

/** 1,000,000 input tokens at 0.15 and 340 output tokens at 0.60 a million. */
export function exportEntry(changes: Partial<ExportEntry> = {}): ExportEntry {
  return {
    ...NOTHING_SAID,
    id: 'event-1',
    day: aDay('2026-11-21'),
    occurredAt: '2026-11-21T10:15:30.123Z',
    recordedAt: '2026-11-21T10:15:31.000Z',
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    region: 'us-east-1',
    attributes: { service_tier: 'standard' },
    usage: { input_tokens: parseQuantity('1000000'), output_tokens: parseQuantity('340') },
    lines: [
      {
        unit: 'input_tokens',
        quantity: parseQuantity('1000000'),
        unitPrice: parseUsd('0.15'),
        per: PER_MILLION,
        cost: parseUsd('0.15'),
        priceId: 'openai/gpt-4o-mini/input',
      },
      {
        unit: 'output_tokens',
        quantity: parseQuantity('340'),
        unitPrice: parseUsd('0.6'),
        per: PER_MILLION,
        cost: parseUsd('0.000204'),
        priceId: 'openai/gpt-4o-mini/output',
      },
    ],
    cost: parseUsd('0.150204'),
    status: 'priced',
    userId: 'user-42',
    resource: { type: 'episode', id: 'ep-7' },
    group: { type: 'podcast', id: 'pod-1' },
    tags: { tier: 'tier2' },
    operation: 'script-generation',
    outcome: 'success',
    attempt: 1,
    catalogueVersion: '2026-11-01',
    waiting: {},
    ...changes,
  };
}
