import { describe, expect, it } from 'vitest';
import { usageLines } from '../../../lambdas/support/usage-lines.ts';

const LONGEST = { id: 'i'.repeat(256), provider: 'p'.repeat(128), model: 'm'.repeat(256), status: 'priced' };

describe('the lines of the recorder', () => {
  it('name every event of a batch once, in order, few to a line that CloudWatch takes', () => {
    const lines: { readonly events: readonly { readonly id: string }[] }[] = [];
    const debug = (_message: unknown, ...[more]: readonly unknown[]) =>
      void lines.push(more as (typeof lines)[0]);
    const log = usageLines({ debug });
    const ids = Array.from({ length: 450 }, (_, index) => String(index).padStart(LONGEST.id.length, 'i'));
    for (const id of ids) log.recorded({ ...LONGEST, id });
    log.write();
    expect(lines).toHaveLength(3);
    expect(lines.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(ids);
    for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(200 * 1024);
    log.write();
    expect(lines).toHaveLength(3);
  });
});
