import { lookUp } from '../../contracts/look-up.ts';
import type { SERVICES, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';

/** FOCUS 1.2 ServiceCategory and ServiceSubcategory of our services. */
export interface FocusService {
  readonly category: string;
  readonly subcategory: string;
}

const GENERATIVE: FocusService = { category: 'AI and Machine Learning', subcategory: 'Generative AI' };
const OTHER: FocusService = { category: 'Other', subcategory: 'Other (Other)' };

/** The compiler names a service that is missing; an override may name others. */
const CATEGORIES: Readonly<Record<(typeof SERVICES)[number], FocusService>> = {
  llm: GENERATIVE,
  image: GENERATIVE,
  tts: GENERATIVE,
  video: GENERATIVE,
  embedding: { category: 'AI and Machine Learning', subcategory: 'Machine Learning' },
  stt: { category: 'AI and Machine Learning', subcategory: 'Natural Language Processing' },
  tool: { category: 'AI and Machine Learning', subcategory: 'Other (AI and Machine Learning)' },
  lambda: { category: 'Compute', subcategory: 'Serverless Compute' },
  workers: { category: 'Compute', subcategory: 'Serverless Compute' },
  compute: { category: 'Compute', subcategory: 'Other (Compute)' },
  storage: { category: 'Storage', subcategory: 'Object Storage' },
  s3: { category: 'Storage', subcategory: 'Object Storage' },
  r2: { category: 'Storage', subcategory: 'Object Storage' },
  ses: { category: 'Business Applications', subcategory: 'Productivity and Collaboration' },
  sqs: { category: 'Integration', subcategory: 'Messaging' },
  queues: { category: 'Integration', subcategory: 'Messaging' },
  other: OTHER,
};

export function focusService(service: string): FocusService {
  return lookUp<FocusService>(CATEGORIES, service) ?? OTHER;
}

/** Names of providers as they write themselves; others stay as the ledger knows them. */
const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google',
  aws: 'AWS',
  bedrock: 'AWS',
  cloudflare: 'Cloudflare',
  elevenlabs: 'ElevenLabs',
  replicate: 'Replicate',
  temporal: 'Temporal',
  fly: 'Fly.io',
  fal: 'fal.ai',
  deepseek: 'DeepSeek',
  groq: 'Groq',
  perplexity: 'Perplexity',
  pika: 'Pika',
};

export function focusProvider(provider: string): string {
  return lookUp(PROVIDERS, canonicalProvider(provider)) ?? provider;
}

/** Who made a model that another provider serves: `us.anthropic.claude-…` on Bedrock is Anthropic's. */
export function focusPublisher(provider: string, model: string): string {
  const maker = /^(?:[a-z]{2,6}\.)?(anthropic|meta|mistral|cohere|amazon|deepseek|openai)\./.exec(model)?.[1];
  if (canonicalProvider(provider) !== 'bedrock' || maker === undefined) return focusProvider(provider);
  return maker === 'amazon' ? 'AWS' : (lookUp(PROVIDERS, maker) ?? maker[0]?.toUpperCase() + maker.slice(1));
}

type Meter = (typeof USAGE_UNITS)[number];

/** Of all meters but tokens; the compiler names one that is missing. */
const UNITS: Readonly<Record<Exclude<Meter, `${string}_tokens`>, string>> = {
  images: 'Images',
  pixels: 'Pixels',
  characters: 'Characters',
  audio_seconds: 'Seconds',
  video_seconds: 'Seconds',
  machine_seconds: 'Seconds',
  gpu_seconds: 'Seconds',
  requests: 'Requests',
  web_searches: 'Searches',
  storage_searches: 'Searches',
  map_searches: 'Searches',
  sessions: 'Sessions',
  messages: 'Messages',
  operations: 'Operations',
  emails: 'Emails',
  actions: 'Actions',
  pages: 'Pages',
  annotated_pages: 'Pages',
  class_a: 'Requests',
  class_b: 'Requests',
  gb_seconds: 'GB-Seconds',
  cpu_ms: 'Milliseconds',
  gb_months: 'GB-Months',
  storage_gb_month: 'GB-Months',
  retrieval_gb: 'GB',
  upload_gb: 'GB',
  attachment_gb: 'GB',
  active_gbh: 'GB-Hours',
  retained_gbh: 'GB-Hours',
  read_request_units: 'Read Request Units',
  write_request_units: 'Write Request Units',
};

/** The unit of a meter in the words of FOCUS (title case); a meter it has no word for keeps its name. */
export function focusUnit(meter: string): string {
  return meter.endsWith('_tokens') ? 'Tokens' : (lookUp<string>(UNITS, meter) ?? meter);
}
