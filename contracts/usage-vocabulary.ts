/** Services an event may name; absent, the price row's. */
export const SERVICES = [
  'llm',
  'embedding',
  'image',
  'tts',
  'stt',
  'video',
  'tool',
  'lambda',
  'compute',
  'storage',
  's3',
  'ses',
  'sqs',
  'queues',
  'workers',
  'r2',
  'other',
] as const;

/** Values of attributes that mean what a message without the attribute means, in lower case. */
export const STANDARD_VALUES: Readonly<Record<string, readonly string[]>> = {
  service_tier: ['standard', 'default', 'auto', 'standard_only', 'on_demand', 'on-demand'],
  speed: ['standard'],
  inference_geo: ['global', 'not_available'],
  storage_class: ['standard'],
};

/**
 * Attributes that always change the price: asked for and not in a row means that the row does not say what
 * this costs. Every other attribute changes nothing where no row mentions it.
 */
export const PRICED_ATTRIBUTES = ['service_tier', 'speed', 'inference_geo', 'storage_class'] as const;

/** Parts that fill the prompt: their sum decides a context tier. */
export const PROMPT_UNITS = [
  'input_tokens',
  'input_audio_tokens',
  'input_image_tokens',
  'input_video_tokens',
  'cache_read_tokens',
  'cache_audio_read_tokens',
  'cache_image_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_12h_tokens',
] as const;

/** The parts that usage is split into; parts are disjoint and totals keep a quantity for each. */
export const USAGE_UNITS = [
  ...PROMPT_UNITS,
  'output_tokens',
  'output_audio_tokens',
  'output_image_tokens',
  'output_reasoning_tokens',
  'output_citation_tokens',
  'images',
  'pixels',
  'characters',
  'audio_seconds',
  'video_seconds',
  'pages',
  'annotated_pages',
  'requests',
  'web_searches',
  'storage_searches',
  'map_searches',
  'sessions',
  'messages',
  'operations',
  'emails',
  'actions',
  'class_a',
  'class_b',
  'gb_seconds',
  'cpu_ms',
  'machine_seconds',
  'gpu_seconds',
  'gb_months',
  'storage_gb_month',
  'retrieval_gb',
  'upload_gb',
  'attachment_gb',
  'active_gbh',
  'retained_gbh',
  'read_request_units',
  'write_request_units',
] as const;

/** Events whose usage contradicts itself. */
export const UNCERTAIN_EVENTS = 'uncertain_events';

/**
 * What totals count of events beside their usage: those whose usage contradicts itself, and of those with a price and
 * a cost that their provider reported, how many, what was reported and what the prices make of them. A sender's part
 * of such a name counts nothing.
 */
export const MEASURES = [UNCERTAIN_EVENTS, 'reported_events', 'reported_usd', 'compared_usd'] as const;

/** Parts that describe the work and are never billed by themselves. */
export const DESCRIPTIVE_UNITS = [
  'memory_mb',
  'duration_ms',
  'message_kb',
  'message_bytes',
  'billed_requests',
] as const;

/**
 * Fees by the call of a tool: a call of any tier, speed or place pays them, unless a row gives the fee a price
 * for it.
 */
export const FEE_UNITS = [
  'requests',
  'web_searches',
  'storage_searches',
  'map_searches',
  'sessions',
] as const;

/**
 * What an entry's cost is: `unpriced` is a status, never a cost of 0; `reported` counts the sender's figure where no
 * price exists; `uncertain` is priced by what is certain of a usage that contradicts itself.
 */
export const ENTRY_STATUSES = ['priced', 'unpriced', 'reported', 'uncertain'] as const;
export type EntryStatus = (typeof ENTRY_STATUSES)[number];

/** What became of an event that made no entry. */
export const OUTCOME_KINDS = ['rejected', 'conflict', 'duplicate', 'unreadable'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** The reason of an event that was kept aside for its quantity; a redrive with `accept` records it. */
export const SUSPECT = 'suspect';
