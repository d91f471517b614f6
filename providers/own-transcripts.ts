import type { Asked, OwnAnswer } from './answer.ts';
import { fieldOf, type Fields, isFields, listOf, textField } from './fields.ts';
import { Reader, type UsageReading } from './reading.ts';

/** Seconds that are billed, once for each channel that is transcribed by itself. */
function spokenSeconds(raw: Fields, path: string, channels: number, attributes: Fields = {}): UsageReading {
  const read = new Reader(raw);
  read.decimalPart('audio_seconds', path, channels);
  for (const [name, value] of Object.entries(attributes)) read.attribute(name, value);
  return read.result();
}

/** Deepgram's name of the model; the price of Nova 3 depends on whether it was asked for many languages at once. */
function deepgramModel(answer: unknown, metadata: Fields): string | undefined {
  const info = fieldOf(metadata, 'model_info');
  const [model] = isFields(info) ? Object.values(info) : [];
  const architecture = textField(model, 'arch') ?? textField(model, 'name');
  const heard = listOf(fieldOf(answer, 'results'), 'channels').flatMap((channel) =>
    listOf(channel, 'alternatives'),
  );
  const many = heard.some((alternative) => Array.isArray(fieldOf(alternative, 'languages')));
  return architecture === 'nova-3' && many ? 'nova-3-multilingual' : architecture;
}

/**
 * A transcript of Deepgram (developers.deepgram.com/reference/speech-to-text): by the seconds of `metadata`, each channel
 * by itself where several were transcribed; the message `Metadata` at the end of a live session too.
 */
export function readDeepgram(answer: unknown, asked: Asked): OwnAnswer | undefined {
  const isLive = textField(answer, 'type') === 'Metadata';
  const metadata = isLive ? answer : fieldOf(answer, 'metadata');
  if (!isFields(metadata) || textField(metadata, 'request_id') === undefined) return undefined;
  if (typeof metadata['duration'] !== 'number') return undefined;
  const told = isLive ? metadata['channels'] : listOf(fieldOf(answer, 'results'), 'channels').length;
  const channels = typeof told === 'number' && told > 1 ? told : 1;
  const mode = isLive ? { mode: 'streaming' } : {};
  return {
    provider: 'deepgram',
    model: deepgramModel(answer, metadata) ?? asked.model,
    id: textField(metadata, 'request_id'),
    at: metadata['created'],
    part: { service: 'stt', reading: spokenSeconds(metadata, 'duration', channels, mode) },
  };
}

/** Parts of a transcript of AssemblyAI that have a fee by the hour of their own (assemblyai.com/pricing). */
const ADDED = [
  'speaker_labels',
  'entity_detection',
  'sentiment_analysis',
  'auto_chapters',
  'summarization',
  'content_safety',
  'iab_categories',
  'auto_highlights',
  'redact_pii',
];

/** What AssemblyAI transcribes with where neither the request nor the answer names a model. */
const ASSEMBLYAI_MODEL = 'universal';

function assemblyAiModel(answer: unknown): string | undefined {
  const asked = listOf(answer, 'speech_models').filter((model) => typeof model === 'string');
  return textField(answer, 'speech_model_used') ?? textField(answer, 'speech_model') ?? asked[0];
}

/**
 * A transcript of AssemblyAI (assemblyai.com/docs/api-reference/transcripts): its seconds, when it is complete. Features
 * with a fee of their own are not counted and make it uncertain.
 */
export function readAssemblyAi(answer: unknown, asked: Asked): OwnAnswer | undefined {
  if (!isFields(answer) || !('audio_duration' in answer)) return undefined;
  // One that is not complete yet, or has failed, bills nothing, and its id is that of the complete one.
  if (answer['status'] !== 'completed') return undefined;
  const read = new Reader(answer);
  read.decimalPart('audio_seconds', 'audio_duration');
  const added = ADDED.filter((name) => answer[name] === true);
  if (added.length > 0) read.problem(`the fee of ${added.join(', ')} is not counted`);
  return {
    provider: 'assemblyai',
    model: assemblyAiModel(answer) ?? asked.model ?? ASSEMBLYAI_MODEL,
    id: textField(answer, 'id'),
    at: undefined,
    part: { service: 'stt', reading: withoutText(read.result()) },
  };
}

/** What was said is not kept with what contradicts. */
function withoutText(reading: UsageReading): UsageReading {
  if (reading.kind === 'usage') return reading;
  return { ...reading, raw: { audio_duration: fieldOf(reading.raw, 'audio_duration') } };
}
