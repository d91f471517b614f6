import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { CATALOGUE_PROVIDERS, canonicalProvider } from '../pricing/provider-names.ts';
import { snakeName } from './foreign-names.ts';

const KNOWN_SERVICES: ReadonlySet<string> = new Set(SERVICES);

/** Services that one provider has. */
const SOLE_PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['lambda', 'aws'],
  ['s3', 'aws'],
  ['ses', 'aws'],
  ['sqs', 'aws'],
  ['workers', 'cloudflare'],
  ['queues', 'cloudflare'],
  ['r2', 'cloudflare'],
]);

const SERVICE_WORDS: ReadonlyMap<string, string> = new Map([
  ['text', 'llm'],
  ['chat', 'llm'],
  ['images', 'image'],
  ['speech', 'tts'],
  ['voice', 'tts'],
  ['transcription', 'stt'],
  ['embeddings', 'embedding'],
]);

/** What the text of a table's `service` says; a field is missing where it says nothing of it. */
export interface MeantService {
  readonly service?: string;
  readonly provider?: string;
  /** The catalogue's name of what an AWS service does. */
  readonly model?: string;
}

/** Whether a text is a service of the ledger as it stands. */
export function isService(text: string): boolean {
  return KNOWN_SERVICES.has(text);
}

/**
 * What another table means by its `service`, which often is who bills: `openai`, `gemini_tts`, `s3_put`.
 * `operation` is what the row did, where it says so: it tells a get of S3 from a put.
 */
export function meantService(text: string, operation?: string): MeantService {
  const words = snakeName(text).split('_');
  const service = words.find(isService) ?? SERVICE_WORDS.get(words.at(-1) ?? '');
  const bills = [text, ...words].map(canonicalProvider).find((name) => CATALOGUE_PROVIDERS.has(name));
  const sole = service === undefined ? undefined : SOLE_PROVIDERS.get(service);
  const provider = bills ?? sole;
  return {
    ...(service !== undefined && { service }),
    ...(provider !== undefined && { provider }),
    ...(service !== undefined &&
      sole === 'aws' && { model: awsModel(service, words, snakeName(operation ?? '').split('_')) }),
  };
}

const PUTS: ReadonlySet<string> = new Set(['put', 'upload', 'write', 'store']);
const GETS: ReadonlySet<string> = new Set(['get', 'download', 'read']);

/** The catalogue's name of what S3 does, a put where nothing tells, and of the other services as a whole. */
function awsModel(service: string, ...said: (readonly string[])[]): string {
  if (service !== 's3') return service;
  const does = said.flat().find((word) => PUTS.has(word) || GETS.has(word));
  return does !== undefined && GETS.has(does) ? 'standard-get' : 'standard-put';
}
