import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { snakeName } from '../snake-name.ts';
import { CATALOGUE_PROVIDERS, canonicalProvider } from './provider-names.ts';
import { isService } from './services.ts';

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
  /** The catalogue's name of what it does, where one provider alone has the service. */
  readonly model?: string;
}

/** What one of these services is called in the singular, where its provider is named beside it. */
const OF_CLOUDFLARE: ReadonlyMap<string, string> = new Map([
  ['queue', 'queues'],
  ['worker', 'workers'],
]);

/**
 * What another table means by its `service`, which often is who bills: `openai`, `gemini_tts`, `s3_put`.
 * `operation` is what the row did, where it says so: it tells a get of S3 from a put.
 */
export function meantService(text: string, operation?: string): MeantService {
  const words = snakeName(text).split('_');
  const bills = [text, ...words].map(canonicalProvider).find((name) => CATALOGUE_PROVIDERS.has(name));
  const service = serviceOf(words, bills);
  const sole = service === undefined ? undefined : SOLE_PROVIDERS.get(service);
  const provider = bills ?? sole;
  return {
    ...(service !== undefined && { service }),
    ...(provider !== undefined && { provider }),
    ...(service !== undefined &&
      sole !== undefined &&
      sole === provider && { model: soleModel(service, words, snakeName(operation ?? '').split('_')) }),
  };
}

function serviceOf(words: readonly string[], bills: string | undefined): string | undefined {
  // Workers AI runs models of any kind.
  if (words.includes('workers') && words.includes('ai')) return undefined;
  const ofCloudflare = bills === 'cloudflare' ? words.find((word) => OF_CLOUDFLARE.has(word)) : undefined;
  return (
    words.find((word) => SOLE_PROVIDERS.has(word)) ??
    OF_CLOUDFLARE.get(ofCloudflare ?? '') ??
    words.find(isService) ??
    SERVICE_WORDS.get(words.at(-1) ?? '')
  );
}

const PUTS: ReadonlySet<string> = new Set(['put', 'upload', 'write', 'store']);
const GETS: ReadonlySet<string> = new Set(['get', 'download', 'read']);

/** What else is done with a service, or counted of it. */
const DEEDS =
  'email emails mail mails send message messages request requests execution executions invocation invocations duration cpu time queue worker';

/** Words that are no model's name by themselves. */
const SERVICE_TERMS: ReadonlySet<string> = new Set([
  ...SERVICES,
  ...SERVICE_WORDS.keys(),
  ...CATALOGUE_PROVIDERS,
  ...PUTS,
  ...GETS,
  ...DEEDS.split(' '),
]);

/** Whether a name has words of services and of what they do alone: `s3_put`, `ses_email`, `storage`. */
export function isServiceAlone(text: string): boolean {
  return snakeName(text)
    .split('_')
    .every((word) => SERVICE_TERMS.has(word));
}

/** The catalogue's name of what S3 does or keeps, a put where nothing tells, and of the other services as a whole. */
function soleModel(service: string, ...said: (readonly string[])[]): string {
  if (service !== 's3') return service;
  const does = said.flat().find((word) => PUTS.has(word) || GETS.has(word));
  if (does === undefined) return said.flat().includes('storage') ? 'standard' : 'standard-put';
  return GETS.has(does) ? 'standard-get' : 'standard-put';
}
