import { lookUp } from '../../contracts/look-up.ts';
import { USAGE_ALIASES } from '../../contracts/usage-aliases.ts';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { snakeName } from '../snake-name.ts';

/** Where the value of a field of another table goes in a usage message. */
export type Place =
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'usage'; readonly part: string }
  /** An id, or the type beside it; `type` is what the name itself says. */
  | { readonly kind: 'reference'; readonly field: 'resource' | 'group'; readonly type: string | undefined }
  | { readonly kind: 'reference-type'; readonly field: 'resource' | 'group' }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A quantity whose part is in another field, and that field. */
  | { readonly kind: 'quantity' }
  | { readonly kind: 'unit' }
  /** Several counts under short names of their own. */
  | { readonly kind: 'counts' }
  /** What one unit cost: the ledger has prices of its own. */
  | { readonly kind: 'unit-price' };

/** Other names of the fields of a message, in snake case; each line is one field. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  reportedCostUsd:
    'amount amount_usd cost cost_usd cost_in_usd costs price price_usd spend total total_cost total_cost_usd total_usd usd',
  occurredAt:
    'timestamp time at date datetime created created_at createdat recorded_at event_time occurred started_at',
  id: 'event_id entry_id record_id request_id call_id uuid idempotency_key transaction_id',
  operation: 'event_type operation_type operation_name action event event_name kind purpose task_type',
  userId: 'user user_id userid owner_id created_by account_id customer_id end_user_id author_id',
  provider: 'vendor provider_name supplier ai_provider llm_provider',
  model: 'model_id model_name modelid sku deployment engine',
  service: 'service_type service_name',
  region: 'aws_region location',
  attempt: 'attempt_number',
};

/** What applications make, and what those things belong to. */
const RESOURCES =
  'job episode story video session conversation chat message document article image_set scene clip run workflow_run render task request_group generation';
const GROUPS =
  'podcast series campaign channel show project workspace organization organisation tenant team niche_channel collection';

/** Sorts of users and work that are worth a tag. */
const TAGS: Readonly<Record<string, string>> = {
  tier: 'tier',
  user_tier: 'tier',
  plan: 'plan',
  niche: 'niche',
  product: 'product',
  feature: 'feature',
  environment: 'environment',
  env: 'environment',
  stage: 'environment',
};

const OTHERS: Readonly<Record<string, Place>> = {
  quantity: { kind: 'quantity' },
  units: { kind: 'quantity' },
  count: { kind: 'quantity' },
  unit: { kind: 'unit' },
  tokens: { kind: 'counts' },
  token_usage: { kind: 'counts' },
  token_counts: { kind: 'counts' },
  unit_type: { kind: 'unit' },
  unit_cost: { kind: 'unit-price' },
  unit_cost_usd: { kind: 'unit-price' },
  unit_price: { kind: 'unit-price' },
  resource_type: { kind: 'reference-type', field: 'resource' },
  entity_type: { kind: 'reference-type', field: 'resource' },
  resource_id: { kind: 'reference', field: 'resource', type: undefined },
  entity_id: { kind: 'reference', field: 'resource', type: undefined },
  group_type: { kind: 'reference-type', field: 'group' },
  parent_type: { kind: 'reference-type', field: 'group' },
  group_id: { kind: 'reference', field: 'group', type: undefined },
  parent_id: { kind: 'reference', field: 'group', type: undefined },
};

/** Words for parts that no provider's usage object has. */
const PART_WORDS: Readonly<Record<string, string>> = {
  tokens_in: 'input_tokens',
  tokens_out: 'output_tokens',
  tokens_input: 'input_tokens',
  tokens_output: 'output_tokens',
  input_token_count: 'input_tokens',
  output_token_count: 'output_tokens',
  prompt_token_count: 'input_tokens',
  candidates_token_count: 'output_tokens',
  cached_input_tokens: 'cache_read_tokens',
  character_count: 'characters',
  num_characters: 'characters',
  chars: 'characters',
  image_count: 'images',
  num_images: 'images',
  email_count: 'emails',
  recipients: 'emails',
  request_count: 'requests',
  gb_second: 'gb_seconds',
  execution_time_ms: 'duration_ms',
  billed_duration_ms: 'duration_ms',
  memory_size_mb: 'memory_mb',
};

const PARTS: ReadonlySet<string> = new Set([...USAGE_UNITS, ...DESCRIPTIVE_UNITS]);

const PLACES = placesByName();

function placesByName(): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>(Object.entries(OTHERS));
  for (const [field, words] of Object.entries(FIELD_WORDS)) {
    for (const word of words.split(' ')) places.set(word, { kind: 'field', field });
  }
  for (const [field, types] of [
    ['resource', RESOURCES],
    ['group', GROUPS],
  ] as const) {
    for (const type of types.split(' ')) places.set(`${type}_id`, { kind: 'reference', field, type });
  }
  for (const [word, tag] of Object.entries(TAGS)) places.set(word, { kind: 'tag', tag });
  return places;
}

/** The usage part that a name means: one of the ledger's own, or a provider's name for one. */
export function partNamed(name: string): string | undefined {
  const plain = snakeName(name);
  if (PARTS.has(plain)) return plain;
  const word = lookUp(PART_WORDS, plain);
  if (word !== undefined) return word;
  // A provider's name stays: by it the ledger knows which counts are inside another.
  return lookUp(USAGE_ALIASES, plain) ? plain : undefined;
}

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['ms', 'duration_ms'],
  ['milliseconds', 'duration_ms'],
  ['gb_s', 'gb_seconds'],
  ['gb_month', 'gb_months'],
  ['mails', 'emails'],
]);

/** The usage part that the unit of a quantity means, in the singular too: `GB-Seconds`, `character`. */
export function partOfUnit(unit: string): string | undefined {
  const plain = snakeName(unit);
  return partNamed(plain) ?? partNamed(`${plain}s`) ?? UNIT_WORDS.get(plain);
}

/** Where the value under a name of another table goes; undefined for a name that says nothing. */
export function placeOf(name: string): Place | undefined {
  const plain = snakeName(name);
  const place = PLACES.get(plain);
  if (place) return place;
  const part = partNamed(plain);
  return part === undefined ? undefined : { kind: 'usage', part };
}

/** The usage part that a count means by its name among counts of tokens: `input` is `input_tokens` there. */
export function tokenPartNamed(name: string): string | undefined {
  return partNamed(name) ?? partNamed(`${snakeName(name)}_tokens`);
}
