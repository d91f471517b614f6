import { describe, expect, it } from 'vitest';
import { outcomeItem, outcomeOf } from '../../../adapters/dynamo/outcome-item.ts';
import type { Outcome } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { stored } from '../../support/stored.ts';

describe('an outcome', () => {
  it('comes back from the table as it was', () => {
    const outcome: Outcome = {
      kind: 'rejected',
      day: aDay('2026-11-21'),
      messageId: 'message#1',
      index: 12,
      recordedAt: 5,
      mark: { batch: '01M7YSN7DR000000000000000A', index: 3 },
      eventId: 'event-1',
      reason: 'invalid',
      errors: [{ field: 'model', message: 'is missing' }],
      body: '{}',
      bodyKey: undefined,
    };
    expect(outcomeOf(stored(outcomeItem(outcome)))).toEqual(outcome);
    expect(() => outcomeOf({ pk: 'X#2026-11-21', sk: 'm#1#unknown' })).toThrow(TypeError);
  });
});
