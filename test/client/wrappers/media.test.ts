import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import Replicate from 'replicate';
import { describe, expect, it } from 'vitest';
import { wrapElevenLabs } from '../../../client/elevenlabs.ts';
import { wrapReplicate } from '../../../client/replicate.ts';
import { startStub, type SeenRequest, type StubAnswer } from '../support/json-server.ts';
import { Recording } from '../support/recording.ts';

async function withElevenLabs<T>(
  answer: (request: SeenRequest) => StubAnswer,
  body: (client: ElevenLabsClient) => Promise<T>,
): Promise<Recording> {
  await using stub = await startStub(answer);
  const recording = new Recording();
  const client = new ElevenLabsClient({ apiKey: 'k', baseUrl: stub.url, maxRetries: 0 });
  await body(wrapElevenLabs(client, recording));
  return recording;
}

describe('wrapElevenLabs', () => {
  it('records the characters that ElevenLabs says it billed, else those of the text', async () => {
    const billed = await withElevenLabs(
      () => ({ headers: { 'content-type': 'audio/mpeg', 'character-cost': '7' }, body: new Uint8Array([1]) }),
      async (client) => {
        const audio = await client.textToSpeech.convert('voice', {
          text: 'Hello world',
          modelId: 'eleven_flash_v2_5',
        });
        const bytes: unknown[] = [];
        for await (const part of audio) bytes.push(part);
        expect(bytes).toHaveLength(1);
      },
    );
    expect(billed.only()).toMatchObject({
      provider: 'elevenlabs',
      service: 'tts',
      model: 'eleven_flash_v2_5',
      usage: { characters: 7 },
    });
    const counted = await withElevenLabs(
      () => ({
        headers: { 'content-type': 'audio/mpeg' },
        pieces: [new Uint8Array([1]), new Uint8Array([2])],
      }),
      (client) => client.textToSpeech.stream('voice', { text: 'Héllo 👋🏽' }),
    );
    expect(counted.only()).toMatchObject({ model: 'eleven_multilingual_v2', usage: { characters: 8 } });
  });

  it('records a call once, by the last of its wrappings', async () => {
    await using stub = await startStub(() => ({ json: {}, headers: { 'character-cost': '2' } }));
    const client = new ElevenLabsClient({ apiKey: 'k', baseUrl: stub.url, maxRetries: 0 });
    const [first, last] = [new Recording(), new Recording()];
    for (const recording of [first, last, last]) wrapElevenLabs(client, recording);
    await client.textToSpeech.convert('voice', { text: 'hi' });
    expect([first.drafts.length, last.drafts.length]).toEqual([0, 1]);
  });

  it('records the seconds of a transcript, and a call that failed', async () => {
    const words = [
      { text: 'Hello', start: 0.1, end: 0.5, type: 'word', logprob: 0 },
      { text: 'you', start: 0.6, end: 61.25, type: 'word', logprob: 0 },
    ];
    const heard = await withElevenLabs(
      () => ({ json: { language_code: 'en', language_probability: 0.98, text: 'Hello you', words } }),
      (client) =>
        client.speechToText.convert({ modelId: 'scribe_v1', file: new File([new Uint8Array(4)], 'a.mp3') }),
    );
    expect(heard.only()).toMatchObject({
      service: 'stt',
      model: 'scribe_v1',
      usage: { audio_seconds: 61.25 },
    });
    const failed = await withElevenLabs(
      () => ({ status: 401, json: { detail: { status: 'invalid_api_key', message: 'x' } } }),
      (client) => expect(client.textToSpeech.convert('voice', { text: 'x' })).rejects.toThrow('401'),
    );
    expect(failed.only()).toMatchObject({ outcome: 'failed', metadata: { status: 401 } });
  });
});

describe('a version of the SDK that has no place for the wrapper', () => {
  it('is refused instead of left without a record', () => {
    // Up to 2.24.1, as `elevenlabs` 1.x does, the client keeps a `fetch` and never calls it.
    const old = { _options: { apiKey: 'k', headers: {} } };
    expect(() => wrapElevenLabs(old, new Recording())).toThrow('this ElevenLabs client cannot be wrapped');
    expect(() => wrapElevenLabs({}, new Recording())).toThrow('elevenLabsFetch(costkeeper)');
    const first = { auth: 'k' } as unknown as Replicate;
    expect(() => wrapReplicate(first, new Recording())).toThrow('this Replicate client cannot be wrapped');
  });
});

describe('wrapReplicate', () => {
  const prediction = {
    id: 'gm3qorzdhgbfurvjtvhg6dckhu',
    model: 'black-forest-labs/flux-schnell',
    version: 'dp-1',
    input: { prompt: 'a cat' },
    created_at: '2026-11-20T10:00:00.000Z',
    urls: { get: '', cancel: '' },
  };

  it('records a prediction once, when it ends, at the time it ended', async () => {
    await using stub = await startStub((request, count) => {
      const urls = { get: `http://${request.headers.host}/v1/predictions/${prediction.id}`, cancel: '' };
      if (request.method === 'POST')
        return { status: 201, json: { ...prediction, urls, status: 'starting' } };
      if (count < 3) return { json: { ...prediction, urls, status: 'processing' } };
      const output = ['https://x/1.webp', 'https://x/2.webp'];
      return {
        json: {
          ...prediction,
          urls,
          status: 'succeeded',
          output,
          metrics: { predict_time: 0.6 },
          completed_at: '2026-11-20T10:00:01.500Z',
        },
      };
    });
    const recording = new Recording();
    const replicate = wrapReplicate(
      new Replicate({ auth: 'k', baseUrl: `${stub.url}/v1`, useFileOutput: false }),
      recording,
    );
    const started = await replicate.predictions.create({
      model: 'black-forest-labs/flux-schnell',
      input: { prompt: 'a cat' },
    });
    const ended = await replicate.wait(started, { interval: 1 });
    await replicate.predictions.get(ended.id);
    expect(recording.only()).toMatchObject({
      id: `replicate/${prediction.id}`,
      occurredAt: '2026-11-20T10:00:01.500Z',
      model: 'black-forest-labs/flux-schnell',
      usage: { images: 2 },
    });
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.006' });
  });

  it('records by time where the hardware is named, failed runs too', async () => {
    await using stub = await startStub(() => ({
      status: 201,
      json: {
        ...prediction,
        model: 'me/own',
        status: 'failed',
        error: 'CUDA',
        metrics: { predict_time: 12.5 },
      },
    }));
    const recording = new Recording();
    const replicate = wrapReplicate(new Replicate({ auth: 'k', baseUrl: `${stub.url}/v1` }), recording, {
      hardware: { 'me/own': 'gpu-l40s' },
    });
    await replicate.predictions.create({ version: 'dp-1', input: {} });
    expect(recording.only()).toMatchObject({
      model: 'gpu-l40s',
      usage: { gpu_seconds: 12.5 },
      outcome: 'failed',
    });
  });
});
