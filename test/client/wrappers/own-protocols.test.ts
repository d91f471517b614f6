import { describe, expect, it } from 'vitest';
import { callProvider, type FakeCall } from '../../support/fake-provider.ts';
import { costOf } from '../../support/ledger-entry.ts';

async function draftsOf(call: Omit<FakeCall, 'protocol'>) {
  const { recording, text } = await callProvider({ protocol: 'openai', ...call });
  return { drafts: recording.drafts, text };
}

const COUNTS = { done: true, prompt_eval_count: 26, eval_count: 298 };

describe('calls of Ollama', () => {
  it('are recorded of a stream by its last line, and every line reaches the application', async () => {
    const lines = [
      { model: 'llama3.2', message: { content: 'Hel' }, done: false },
      { model: 'llama3.2', message: { content: 'lo' }, ...COUNTS },
    ];
    const { drafts, text } = await draftsOf({
      url: 'http://127.0.0.1:11434/api/chat',
      body: { model: 'llama3.2', messages: [] },
      options: { provider: 'ollama' },
      answer: { lines },
    });
    expect(text).toBe(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({
      provider: 'ollama',
      model: 'llama3.2',
      usage: { input_tokens: 26, output_tokens: 298 },
    });
  });

  it('bill nothing where they list, load or pull models', async () => {
    for (const [method, route, body] of [
      ['GET', 'tags', undefined],
      ['POST', 'show', { model: 'llama3.2' }],
      ['POST', 'generate', { model: 'llama3.2', stream: false }],
    ] as const) {
      const { drafts } = await draftsOf({
        url: `https://ollama.com/api/${route}`,
        method,
        ...(body && { body }),
        answer: { json: { model: 'llama3.2', response: '', done: true } },
      });
      expect(drafts).toEqual([]);
    }
  });
});

describe('calls of Deepgram', () => {
  it('are recorded by the seconds that were heard, under the id of the request', async () => {
    const metadata = {
      request_id: '5d3a8a0c-0c1d-4c6e-9f0e-1b2c3d4e5f60',
      duration: 60,
      model_info: { u: { arch: 'nova-2' } },
    };
    const { drafts } = await draftsOf({
      url: 'https://api.deepgram.com/v1/listen?model=nova-2',
      body: { url: 'https://dpgr.am/spacewalk.wav' },
      answer: { json: { metadata, results: { channels: [{}] } } },
    });
    expect(drafts[0]).toMatchObject({ id: metadata.request_id, via: 'wrapper', model: 'nova-2' });
    // A minute at 0.0043 USD.
    expect(costOf(drafts)).toMatchObject({ usd: '0.0043', statuses: ['priced'] });
  });

  it('are recorded by the characters of speech that a header tells', async () => {
    const { drafts } = await draftsOf({
      url: 'https://api.deepgram.com/v1/speak?model=aura-2-thalia-en',
      body: { text: 'Hello' },
      answer: { json: {}, headers: { 'dg-char-count': '1000' } },
    });
    // 1,000 characters at 0.03 USD a thousand.
    expect(costOf(drafts)).toMatchObject({ usd: '0.03', statuses: ['priced'] });
  });
});

describe('a transcript of AssemblyAI', () => {
  const id = '9ea68fd3-f953-42c1-9742-976c447fb463';
  const look = (json: object) =>
    draftsOf({ url: `https://api.assemblyai.com/v2/transcript/${id}`, method: 'GET', answer: { json } });

  it('is recorded when it is complete, by its own id', async () => {
    expect((await look({ id, status: 'processing', audio_duration: null })).drafts).toEqual([]);
    const { drafts } = await look({
      id,
      status: 'completed',
      audio_duration: 3600,
      speech_model: 'universal',
    });
    expect(drafts[0]).toMatchObject({ id, via: 'wrapper', provider: 'assemblyai' });
    expect(costOf(drafts)).toMatchObject({ usd: '0.15', statuses: ['priced'] });
  });

  it('bills nothing when it is ordered', async () => {
    const { drafts } = await draftsOf({
      url: 'https://api.assemblyai.com/v2/transcript',
      body: { audio_url: 'x' },
      answer: { json: { id, status: 'queued' } },
    });
    expect(drafts).toEqual([]);
  });
});
