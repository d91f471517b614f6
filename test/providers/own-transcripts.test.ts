import { describe, expect, it } from 'vitest';
import { readAssemblyAi, readDeepgram } from '../../providers/own-transcripts.ts';

const METADATA = {
  request_id: '5d3a8a0c-0c1d-4c6e-9f0e-1b2c3d4e5f60',
  created: '2026-11-20T19:56:16.180Z',
  duration: 25.933313,
  channels: 1,
  model_info: { u: { name: 'general-nova-3', version: '2024-12-20.0', arch: 'nova-3' } },
};

function seconds(own: ReturnType<typeof readDeepgram>): unknown {
  return own?.part.reading.kind === 'rejected' ? undefined : own?.part.reading.usage['audio_seconds'];
}

describe('a transcript of Deepgram', () => {
  it('is billed by its seconds, under the id of the request', () => {
    const own = readDeepgram({ metadata: METADATA, results: { channels: [{ alternatives: [{}] }] } }, {});
    expect(own).toMatchObject({
      provider: 'deepgram',
      model: 'nova-3',
      id: METADATA.request_id,
      at: METADATA.created,
    });
    expect(seconds(own)).toBe('25.933313');
  });

  it('is billed once for each channel that is transcribed by itself', () => {
    expect(seconds(readDeepgram({ metadata: METADATA, results: { channels: [{}, {}] } }, {}))).toBe(
      '51.866626',
    );
  });

  it('is of the dearer Nova 3 where it was asked for many languages', () => {
    const channels = [{ alternatives: [{ languages: ['hola', 'en'] }] }];
    expect(readDeepgram({ metadata: METADATA, results: { channels } }, {})?.model).toBe(
      'nova-3-multilingual',
    );
  });

  it('is streamed where the last message of a live session tells it', () => {
    const own = readDeepgram({ type: 'Metadata', ...METADATA }, {});
    expect(own?.part.reading).toMatchObject({
      usage: { audio_seconds: '25.933313' },
      attributes: { mode: 'streaming' },
    });
  });

  it('is none without a request and a duration', () => {
    expect(readDeepgram({ metadata: { duration: 3 } }, {})).toBeUndefined();
    expect(readDeepgram({ metadata: { request_id: 'r' } }, {})).toBeUndefined();
  });
});

describe('a transcript of AssemblyAI', () => {
  const complete = { id: 'a', status: 'completed', audio_duration: 281, text: 'what was said' };

  it.each([
    [{ speech_models: ['universal-3-pro'], speech_model_used: 'universal-2' }, 'universal-2'],
    [{ speech_model: 'best' }, 'best'],
    [{ speech_model: null, speech_models: ['universal-3-pro'] }, 'universal-3-pro'],
    [{}, 'universal'],
  ])('names its model by %j', (named, model) => {
    expect(readAssemblyAi({ ...complete, ...named }, {})).toMatchObject({ provider: 'assemblyai', model });
  });

  it('is uncertain with features that have a fee of their own, and keeps nothing that was said', () => {
    const own = readAssemblyAi({ ...complete, speaker_labels: true, entity_detection: true }, {});
    expect(own?.part.reading).toEqual({
      kind: 'uncertain',
      usage: { audio_seconds: '281' },
      attributes: {},
      problems: ['the fee of speaker_labels, entity_detection is not counted'],
      raw: { audio_duration: 281 },
    });
  });

  it.each(['queued', 'processing', 'error'])('is none while its status is %s', (status) => {
    expect(readAssemblyAi({ ...complete, status, audio_duration: null }, {})).toBeUndefined();
  });
});
