import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { HoldStore } from '../../../core/gate/gate-ports.ts';
import { listHolds } from '../../../core/gate/list-holds.ts';
import { writeCursor } from '../../../core/spend/paging.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('the list of holds', () => {
  it.each([8_640_000_000_000_000, 8_640_000_000_000_001, NOW + 50 * 365 * 86_400_000, NOW, -1, -8e15])(
    'reads a day of hours at the most, whatever time its cursor names: %d',
    async (since) => {
      const hours: number[] = [];
      const holds = {
        madeInHour: (hour: number) => {
          hours.push(hour);
          return Readable.from([]);
        },
      } as Partial<HoldStore> as HoldStore;
      await listHolds({}, { limit: 50, cursor: writeCursor(['z', since]) }, NOW, holds);
      expect(hours.length).toBeLessThanOrEqual(26);
      expect(hours.every((hour) => hour <= NOW)).toBe(true);
    },
  );
});
