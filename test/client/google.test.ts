import { GoogleGenAI } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { wrapGoogleGenAI } from '../../client/google.ts';
import { startStub, type SeenRequest, type StubAnswer } from './support/json-server.ts';
import { Recording, sse } from './support/recording.ts';

const USAGE = {
  promptTokenCount: 1000,
  candidatesTokenCount: 50,
  totalTokenCount: 1062,
  cachedContentTokenCount: 100,
  thoughtsTokenCount: 12,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 800 },
    { modality: 'AUDIO', tokenCount: 200 },
  ],
  cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
};
const ANSWER = {
  candidates: [{ content: { parts: [{ text: 'Hello' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: USAGE,
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r1',
};
const ASK = { model: 'gemini-2.5-flash', contents: 'Say hello' };

async function withGoogle<T>(
  answer: (request: SeenRequest, count: number) => StubAnswer,
  body: (google: GoogleGenAI) => Promise<T>,
  vertexai = false,
): Promise<Recording> {
  await using stub = await startStub(answer);
  const recording = new Recording();
  const google = new GoogleGenAI({ vertexai, apiKey: 'k', httpOptions: { baseUrl: stub.url } });
  await body(wrapGoogleGenAI(google, recording));
  return recording;
}

describe('wrapGoogleGenAI', () => {
  it('records generation with its modalities, cache and thoughts', async () => {
    const recording = await withGoogle(
      () => ({ json: ANSWER }),
      async (google) => expect((await google.models.generateContent(ASK)).text).toBe('Hello'),
    );
    expect(recording.only()).toMatchObject({
      provider: 'google',
      service: 'llm',
      model: 'gemini-2.5-flash',
      usage: {
        input_tokens: 700,
        input_audio_tokens: 200,
        cache_read_tokens: 100,
        output_tokens: 50,
        output_reasoning_tokens: 12,
      },
    });
    expect(recording.price().status).toBe('priced');
  });

  it('records a stream by its last chunk', async () => {
    const first = { ...ANSWER, usageMetadata: { promptTokenCount: 1000, totalTokenCount: 1000 } };
    const recording = await withGoogle(
      () => ({ headers: { 'content-type': 'text/event-stream' }, pieces: sse([first, ANSWER]) }),
      async (google) => {
        let said = '';
        for await (const part of await google.models.generateContentStream(ASK)) said += part.text ?? '';
        expect(said).toBe('HelloHello');
      },
    );
    expect(recording.only().usage).toMatchObject({ output_tokens: 50, cache_read_tokens: 100 });
  });

  it('records a failed call', async () => {
    const error = { code: 429, message: 'Resource exhausted', status: 'RESOURCE_EXHAUSTED' };
    const recording = await withGoogle(
      () => ({ status: 429, json: { error } }),
      (google) => expect(google.models.generateContent(ASK)).rejects.toThrow('429'),
    );
    expect(recording.drafts[0]).toMatchObject({ outcome: 'failed', metadata: { status: 429 } });
  });

  it('records images by the piece', async () => {
    const predictions = ['AA==', 'AQ=='].map((bytesBase64Encoded) => ({
      mimeType: 'image/png',
      bytesBase64Encoded,
    }));
    const ask = { model: 'imagen-4.0-generate-001', prompt: 'a cat', config: { numberOfImages: 2 } };
    const recording = await withGoogle(
      () => ({ json: { predictions } }),
      async (google) => expect((await google.models.generateImages(ask)).generatedImages).toHaveLength(2),
      true,
    );
    expect(recording.only()).toMatchObject({ service: 'image', model: ask.model, usage: { images: 2 } });
    expect(recording.price().status).toBe('priced');
  });

  it('says how to go on when the SDK has changed inside', () => {
    expect(() => wrapGoogleGenAI({}, new Recording())).toThrow('googleFetch');
  });
});
