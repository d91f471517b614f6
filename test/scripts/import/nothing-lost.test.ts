import { describe, expect, it } from 'vitest';
import { eventsOf, imported } from '../../support/imported-rows.ts';

const METADATA = {
  episode_id: 'ep-3',
  prompt_tokens: 100,
  cached_tokens: 40,
  completion_tokens: 5,
  note: 'kept',
  empty: null,
};
const cell = `"${JSON.stringify(METADATA).replaceAll('"', '""')}"`;

describe('an import', () => {
  it('keeps every reference of a row, and reads tokens under the names of OpenAI', async () => {
    const events = `id,event_type,service,total_cost,resource_type,resource_id,session_id,podcast_id,metadata,created_at
1,script,openai,0.02,story,st-1,s-5,pod-9,${cell},2026-11-20T10:00:00Z
`;
    expect(await eventsOf('cost_tracking_events', events)).toEqual([
      expect.objectContaining({
        resource: { type: 'story', id: 'st-1' },
        group: { type: 'podcast', id: 'pod-9' },
        metadata: { episode: 'ep-3', session: 's-5' },
        usage: { prompt_tokens: '100', cached_tokens: '40', completion_tokens: '5' },
      }),
    ]);
    const entries = `id,operation,resourceType,resourceId,episode_id,provider,model,cost,timestamp
c1,generate,story,st-1,ep-7,openai,gpt-4o-mini,0.0004,2026-11-20T10:15:30Z
c2,generate,episode,ep-7,ep-7,openai,gpt-4o-mini,0.0004,2026-11-20T10:15:30Z
`;
    const [other, same] = await eventsOf('CostEntry', entries);
    expect(other).toMatchObject({ resource: { type: 'story', id: 'st-1' }, metadata: { episode: 'ep-7' } });
    expect(same).toMatchObject({ resource: { type: 'episode', id: 'ep-7' } });
    expect(same).not.toHaveProperty('metadata');
  });

  it('names what it does not read as the file does, fields of JSON too', async () => {
    const events = `id,event_type,service,total_cost,unitCost,metadata,created_at
1,script,openai,0.02,1,${cell},2026-11-20T10:00:00Z
`;
    const { unread } = await imported('cost_tracking_events', events);
    expect(unread).toEqual(['unitCost', 'metadata.note']);
  });

  it.each([
    ['2026-10-01', '2026-10-01T00:00:00.000Z'],
    ['2026/10/01 08:30:00', '2026-10-01T08:30:00.000Z'],
    ['2026-10-01 08:30', '2026-10-01T08:30:00.000Z'],
    ['2026-10-01T08:30:00+0200', '2026-10-01T06:30:00.000Z'],
    ['2026-10', '2026-10-01T00:00:00.000Z'],
    ['1790843400', '2026-10-01T08:30:00.000Z'],
  ])('reads the time %s', async (time, occurredAt) => {
    const entries = `id,operation,provider,model,cost,timestamp\nc1,generate,openai,o3,0.1,${time}\n`;
    expect(await eventsOf('CostEntry', entries)).toMatchObject([{ occurredAt }]);
  });

  it('refuses times that may be two days, or none, and says where a missing field is looked for', async () => {
    const entries = `id,operation,model,cost,timestamp
c1,generate,o3,0.1,01/10/2026
c2,generate,o3,0.1,13/10/2026
c3,generate,o3,0.1,2026-02-30
`;
    const { rows } = await imported('CostEntry', entries);
    const errors = rows.map((row) => ('errors' in row ? row.errors : []));
    const time = errors.map((all) => all.find(({ field }) => field === 'occurredAt')?.message);
    expect(time.slice(0, 2)).toEqual([
      'is "01/10/2026", and days and months have either order: write it as 2026-10-01',
      'is "13/10/2026", and days and months have either order: write it as 2026-10-01',
    ]);
    expect(time[2]).toBeDefined();
    expect(errors[0]?.find(({ field }) => field === 'provider')?.message).toMatch(
      /^is missing.*; the map looks for it in provider, metadata\.provider, service$/,
    );
  });
});
