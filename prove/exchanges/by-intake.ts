import { answerEvents } from '../../core/intake/answer-events.ts';
import { AT } from './entries.ts';
import type { Exchange } from './exchange.ts';

const SOURCES: Readonly<Record<string, string>> = {
  chat: 'openai',
  responses: 'openai',
  embeddings: 'openai',
  images: 'openai',
  transcription: 'openai',
  realtime: 'openai',
  ocr: 'openai',
  batch: 'openai',
  messages: 'anthropic',
  gemini: 'google',
  interactions: 'google',
  converse: 'bedrock',
};

/** Services that an answer does not tell by its shape. */
const SERVICES: Readonly<Record<string, string>> = {
  embeddings: 'embedding',
  images: 'image',
  transcription: 'stt',
};

/** The messages that `POST /record/{provider}` makes of the answer; undefined for what it does not take. */
export function byIntake(exchange: Exchange): unknown[] | undefined {
  const { answer, path, provider, model, region } = exchange;
  const source = exchange.url.includes('/messages/batches/') ? 'anthropic' : SOURCES[path];
  if (answer === undefined || source === undefined) return undefined;
  const body = { answer, provider, model, region, ...(SERVICES[path] && { service: SERVICES[path] }) };
  const intakes = answerEvents(source, body, { now: AT, newId: () => 'answer-1', query: {} });
  return intakes.map((intake) => {
    if ('event' in intake) return intake.event;
    throw new Error(`POST /record/${source} refuses it: ${JSON.stringify(intake.errors)}`);
  });
}
