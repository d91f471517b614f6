import { describe, expect, it } from 'vitest';
import { openAiService } from '../../../client/wrappers/openai-routes.ts';
import { callProvider } from '../../support/fake-provider.ts';
import { costOf } from '../../support/ledger-entry.ts';

const VIDEO = {
  id: 'video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5',
  object: 'video',
  model: 'sora-2',
  created_at: 1_795_255_000,
  completed_at: 1_795_255_100,
  seconds: '8',
  size: '1280x720',
};

async function look(status: string, method: string, path = `/${VIDEO.id}`) {
  const { recording } = await callProvider({
    protocol: 'openai',
    method,
    url: `https://api.openai.com/v1/videos${path}`,
    answer: { json: { ...VIDEO, status } },
  });
  return recording;
}

describe('a video of OpenAI', () => {
  it('is billed by the second when it is complete, by its own id and time', async () => {
    const recording = await look('completed', 'GET');
    expect(recording.only()).toMatchObject({
      id: VIDEO.id,
      via: 'wrapper',
      occurredAt: new Date(1_795_255_100_000),
      provider: 'openai',
      service: 'video',
      model: 'sora-2',
      usage: { video_seconds: '8' },
      attributes: { size: '1280x720' },
    });
    // 8 seconds at 0.10 USD.
    expect(costOf(recording.drafts)).toMatchObject({ usd: '0.8', statuses: ['priced'] });
  });

  it('is nothing before, or where it failed', async () => {
    const looks = [look('queued', 'POST', ''), look('in_progress', 'GET'), look('failed', 'GET')];
    for (const { drafts } of await Promise.all(looks)) expect(drafts).toEqual([]);
  });

  it('is ordered for nothing, and videos of others are not known', () => {
    expect(openAiService('/v1/videos', 'openai')).toBe('free');
    expect(openAiService('/v1/videos/video_1/remix', 'azure')).toBe('free');
    expect(openAiService('/v1/videos/generations', 'x-ai')).toBeUndefined();
    expect(openAiService('/v1/videos', 'llm.internal.example')).toBeUndefined();
  });
});
