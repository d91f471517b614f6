import { describe, expect, it } from 'vitest';
import {
  computeDraft,
  emailDraft,
  gbSeconds,
  lambdaDraft,
  queueDraft,
  storageDrafts,
} from '../../../client/convenience/infrastructure-drafts.ts';
import {
  elevenLabsDraft,
  imageDraft,
  replicateDraft,
  videoDraft,
} from '../../../client/convenience/media-drafts.ts';
import type { UsageDraft } from '../../../client/core/usage-event.ts';
import { priceDraft } from '../support/price-draft.ts';

const region = 'us-east-1';

describe('convenience drafts', () => {
  it.each<[string, UsageDraft, string]>([
    [
      'image',
      imageDraft({ provider: 'openai', model: 'dall-e-3', size: '1792x1024', quality: 'hd' }),
      '0.12',
    ],
    ['video', videoDraft({ provider: 'google', model: 'veo-3.0-generate-001', seconds: 8 }), '3.2'],
    ['speech', elevenLabsDraft({ model: 'eleven_multilingual_v2', text: 'héllo 👋🏽' }), '0.0008'],
    ['transcript', elevenLabsDraft({ model: 'scribe_v1', audioSeconds: 3600 }), '0.22'],
    ['prediction', replicateDraft({ model: 'black-forest-labs/flux-schnell', output: ['a', 'b'] }), '0.006'],
    [
      'prediction by time',
      replicateDraft({ metrics: { predict_time: 2.5 } }, { hardware: 'gpu-a100-80gb' }),
      '0.0035',
    ],
    ['lambda', lambdaDraft({ memoryMb: 512, durationMs: 350, region }), '0.000003116672'],
    [
      'lambda on arm',
      lambdaDraft({ memoryMb: 128, durationMs: 0.4, architecture: 'arm64', region }),
      '0.000000201667',
    ],
    ['workers', computeDraft({ platform: 'workers', cpuMs: 7 }), '0.00000044'],
    [
      'fly',
      computeDraft({ platform: 'fly', machine: 'shared-cpu-1x-256mb', seconds: 3600, region: 'iad' }),
      '0.002694444444',
    ],
    ['fly gpu', computeDraft({ platform: 'fly-gpu', machine: 'a100-80gb-sxm', seconds: 5400 }), '5.25'],
    ['temporal', computeDraft({ platform: 'temporal', actions: 10 }), '0.0005'],
    ['r2', storageDrafts({ store: 'r2', classA: 2, classB: 3 })[0] as UsageDraft, '0.00001008'],
    ['s3 storage', storageDrafts({ store: 's3', gbMonths: 2, region })[0] as UsageDraft, '0.046'],
    ['email', emailDraft({ emails: 2, region }), '0.0002'],
    ['sqs', queueDraft({ queue: 'sqs', bytes: 70_000, region }), '0.0000008'],
    ['sqs fifo', queueDraft({ queue: 'sqs-fifo', region }), '0.0000005'],
    ['cloudflare queue', queueDraft({ queue: 'cloudflare', requests: 10 }), '0.000004'],
  ])('%s is priced by the catalogue', (_name, draft, usd) => {
    expect(priceDraft(draft)).toMatchObject({ unpriced: [], status: 'priced', usd });
  });

  it('names what was used so that no two services are one model', () => {
    const drafts = [
      queueDraft({ queue: 'sqs' }),
      queueDraft({ queue: 'sqs-fifo' }),
      queueDraft({ queue: 'cloudflare' }),
      computeDraft({ platform: 'workers', cpuMs: 7 }),
      ...storageDrafts({ store: 'r2', classA: 1 }),
      ...storageDrafts({ store: 'r2', classA: 1, storageClass: 'infrequent-access' }),
      lambdaDraft({ memoryMb: 128, durationMs: 1 }),
      lambdaDraft({ memoryMb: 128, durationMs: 1, architecture: 'arm64' }),
    ];
    expect(drafts.map(({ model }) => model)).toEqual([
      'sqs-standard',
      'sqs-fifo',
      'queues-standard',
      'workers-standard',
      'r2-standard',
      'r2-infrequent-access',
      'lambda-x86_64',
      'lambda-arm64',
    ]);
    expect(drafts.map((draft) => priceDraft(draft).status)).toEqual(drafts.map(() => 'priced'));
  });

  it('makes one event for each price row of S3', () => {
    const drafts = storageDrafts({ store: 's3', puts: 1000, gets: 1000, deletes: 5, region, userId: 'u' });
    expect(drafts.map((draft) => priceDraft(draft).usd)).toEqual(['0.005', '0.0004', '0']);
    expect(drafts.map((draft) => priceDraft(draft).status)).toEqual(['priced', 'priced', 'priced']);
    expect(drafts.every((draft) => draft.userId === 'u')).toBe(true);
  });

  it('keeps what the caller adds, and does not bill what failed', () => {
    const failed = replicateDraft({ model: 'm', status: 'failed' }, { operation: 'cover', attempt: 2 });
    expect(failed).toMatchObject({ outcome: 'failed', usage: { images: 0 }, operation: 'cover', attempt: 2 });
  });

  it('writes GB-seconds exactly', () => {
    expect(gbSeconds(128, 1)).toBe('0.000125');
    expect(gbSeconds(1024, 1000)).toBe('1');
    expect(gbSeconds(3008, 7)).toBe('0.0205625');
  });
});
