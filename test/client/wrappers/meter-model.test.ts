import { embed, generateImage, generateSpeech, transcribe } from 'ai';
import {
  MockEmbeddingModelV4,
  MockImageModelV4,
  MockLanguageModelV4,
  MockSpeechModelV4,
  MockTranscriptionModelV4,
} from 'ai/test';
import { describe, expect, it } from 'vitest';
import { meterModel } from '../../../client/ai-sdk.ts';
import { Recording } from '../support/recording.ts';

const response = { timestamp: new Date(0), modelId: 'answered', headers: {} };
/** A picture of one pixel, so that the SDK finds what kind it is. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function imageModel(modelId: string, answer: object, provider = 'openai.image') {
  return new MockImageModelV4({
    provider,
    modelId,
    doGenerate: () => Promise.resolve({ images: [PIXEL], warnings: [], response, ...answer }),
  });
}

function embeddingModel(usage?: { tokens: number }) {
  return new MockEmbeddingModelV4({
    provider: 'openai.embedding',
    modelId: 'text-embedding-3-small',
    doEmbed: () => Promise.resolve({ embeddings: [[0.1]], warnings: [], ...(usage ? { usage } : {}) }),
  });
}

describe('meterModel', () => {
  it('records embeddings by their tokens, and guesses none in silence', async () => {
    const recording = new Recording();
    await embed({ model: meterModel(embeddingModel({ tokens: 1_000_000 }), recording), value: 'Hello' });
    expect(recording.only()).toMatchObject({
      provider: 'openai',
      service: 'embedding',
      model: 'text-embedding-3-small',
      usage: { input_tokens: 1_000_000 },
    });
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.02' });
    await embed({ model: meterModel(embeddingModel(), recording), value: 'x'.repeat(400) });
    expect(recording.drafts[1]).toMatchObject({
      usage: { input_tokens: 100 },
      metadata: { estimated: true },
    });
  });

  it('records images by tokens where they are told, of text and images apart', async () => {
    const recording = new Recording();
    const usage = { inputTokens: 100, outputTokens: 4000, totalTokens: 4100 };
    const images = [{ imageTokens: 60, textTokens: 40, quality: 'high', size: '1024x1024' }];
    const model = imageModel('gpt-image-1', { usage, providerMetadata: { openai: { images } } });
    await generateImage({ model: meterModel(model, recording), prompt: 'A fox' });
    expect(recording.only()).toMatchObject({
      provider: 'openai',
      service: 'image',
      model: 'gpt-image-1',
      usage: { input_tokens: 40, input_image_tokens: 60, output_image_tokens: 4000 },
    });
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.1608' });
  });

  it('records images by the piece, in the size and quality asked for', async () => {
    const recording = new Recording();
    await generateImage({
      model: meterModel(imageModel('dall-e-3', {}), recording),
      prompt: 'A fox',
      size: '1792x1024',
      // Options for several providers may stand beside each other, in any order.
      providerOptions: { recraft: { quality: 'standard' }, openai: { quality: 'hd' } },
    });
    expect(recording.only()).toMatchObject({ usage: { images: 1 } });
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.12' });
    const own = new Recording();
    const flux = imageModel('black-forest-labs/flux-schnell', {}, 'replicate');
    await generateImage({ model: meterModel(flux, own), prompt: 'A fox' });
    expect(own.only()).toMatchObject({ provider: 'replicate', usage: { images: 1 } });
    expect(own.price()).toMatchObject({ status: 'priced', usd: '0.003' });
  });

  it('records speech by its characters, and transcripts by what their answer says', async () => {
    const recording = new Recording();
    const speech = new MockSpeechModelV4({
      provider: 'openai.speech',
      modelId: 'tts-1',
      doGenerate: () => Promise.resolve({ audio: 'AAAA', warnings: [], response }),
    });
    await generateSpeech({ model: meterModel(speech, recording), text: 'Grüße 🦊' });
    expect(recording.only()).toMatchObject({ provider: 'openai', service: 'tts', usage: { characters: 7 } });
    const heard = (modelId: string, answer: object) =>
      new MockTranscriptionModelV4({
        provider: 'openai.transcription',
        modelId,
        doGenerate: () =>
          Promise.resolve({
            text: 'Hi',
            segments: [],
            language: 'en',
            durationInSeconds: 60,
            warnings: [],
            response,
            ...answer,
          }),
      });
    const audio = new Uint8Array([0xff, 0xfb, 0x90, 0x44]);
    const own = new Recording();
    await transcribe({ model: meterModel(heard('whisper-1', {}), own), audio });
    expect(own.only()).toMatchObject({ service: 'stt', usage: { audio_seconds: 60 } });
    expect(own.price()).toMatchObject({ status: 'priced', usd: '0.006' });
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      output_tokens: 101,
      total_tokens: 115,
      input_token_details: { text_tokens: 0, audio_tokens: 14 },
    };
    const body = { response: { ...response, body: { usage } } };
    await transcribe({ model: meterModel(heard('gpt-4o-transcribe', body), own), audio });
    expect(own.drafts[1]).toMatchObject({ usage: { input_audio_tokens: 14, output_tokens: 101 } });
  });

  it('records what failed as free, and leaves the rest of the model as it is', async () => {
    const recording = new Recording();
    const uncovered: string[] = [];
    const recorder = {
      record: recording.record.bind(recording),
      countUncovered: (route: string) => void uncovered.push(route),
    };
    const model = new MockEmbeddingModelV4({
      provider: 'openai.embedding',
      modelId: 'text-embedding-3-small',
      maxEmbeddingsPerCall: 7,
      doEmbed: () => Promise.reject(Object.assign(new Error('busy'), { name: 'AI_APICallError' })),
    });
    const metered = meterModel(model, recorder);
    expect(metered.maxEmbeddingsPerCall).toBe(7);
    await expect(embed({ model: metered, value: 'x', maxRetries: 0 })).rejects.toThrow('busy');
    expect(recording.only()).toMatchObject({ service: 'embedding', outcome: 'failed' });
    const streaming = new MockTranscriptionModelV4({
      provider: 'openai.transcription',
      modelId: 'x',
      doStream: () => Promise.reject(new Error('not now')),
    });
    await expect(meterModel(streaming, recorder).doStream?.({} as never)).rejects.toThrow('not now');
    expect(uncovered).toEqual(['doStream of openai.transcription by the AI SDK']);
  });

  it('refuses what it cannot meter', () => {
    const recording = new Recording();
    expect(() => meterModel(new MockLanguageModelV4(), recording)).toThrow('costkeeperMiddleware');
    expect(() => meterModel({ provider: 'x', modelId: 'y' }, recording)).toThrow('no model of the AI SDK');
  });
});
