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

  it.each([
    [
      'gemini_text',
      'script',
      'gemini-2.5-flash',
      { provider: 'google', service: 'llm', model: 'gemini-2.5-flash' },
    ],
    [
      'gemini_tts',
      'speech',
      'gemini-2.5-flash-tts',
      { provider: 'google', service: 'tts', model: 'gemini-2.5-flash-tts' },
    ],
    ['s3_put', 'upload', '', { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3', 'asset_download', '', { provider: 'aws', service: 's3', model: 'standard-get' }],
    ['s3_get', 'play', '', { provider: 'aws', service: 's3', model: 'standard-get' }],
    ['ses', 'welcome_mail', '', { provider: 'aws', service: 'ses', model: 'ses' }],
    ['openai', 'script', 'gpt-4o-mini', { provider: 'openai', model: 'gpt-4o-mini' }],
    ['somebody', 'script', 'their-model', { provider: 'somebody', model: 'their-model' }],
  ])('takes the service %s of a table for who bills and what for', async (service, type, model, meant) => {
    const events = `id,event_type,service,model,quantity,unit,total_cost,created_at
1,${type},${service},${model},10,requests,0.02,2026-11-20T10:00:00Z
`;
    const [event] = await eventsOf('cost_tracking_events', events);
    expect(event).toMatchObject({ ...meant, operation: type });
    expect(event && 'service' in event).toBe('service' in meant);
    const entries = events.replace('event_type', 'operation').replace('created_at', 'timestamp');
    expect(await eventsOf('CostEntry', entries)).toMatchObject([meant]);
  });

  it.each([
    ['character', { characters: '10' }],
    ['GB-Seconds', { gb_seconds: '10' }],
    ['ms', { duration_ms: '10' }],
    ['tts minutes', { tts_minutes: '10' }],
  ])('reads the unit %s as the part that it means', async (unit, usage) => {
    const events = `id,event_type,service,model,quantity,unit,total_cost,created_at
1,speech,gemini_tts,gemini-2.5-flash-tts,10,${unit},0.02,2026-11-20T10:00:00Z
`;
    expect(await eventsOf('cost_tracking_events', events)).toMatchObject([{ usage }]);
  });

  it('leaves a table that names provider and model to say what they are', async () => {
    const entries = `id,operation,provider,service,model,cost,timestamp
c1,generate,openrouter,gemini_text,google/gemini-2.5-flash,0.1,2026-11-20T10:00:00Z
`;
    expect(await eventsOf('CostEntry', entries)).toMatchObject([
      { provider: 'openrouter', service: 'llm', model: 'google/gemini-2.5-flash' },
    ]);
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
