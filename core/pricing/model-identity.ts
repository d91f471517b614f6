import { canonicalName } from './canonical-model.ts';
import { catalogueIndex } from './catalogue-index.ts';
import type { ModelIndex, ModelMatch } from './model-index.ts';
import type { FoundBy } from '../../contracts/price-vocabulary.ts';
import { undatedModels } from './model-names.ts';
import type { PriceAlias } from './price-alias.ts';
import type { AliasStep } from './price-file.ts';

/** Makers of models go first: a name that a host of them lists too is the maker's. */
const MAKERS = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'x-ai',
  'deepseek',
  'cohere',
  'perplexity',
  'moonshotai',
];
/** Services of models: SKUs of queues, storage and compute have no dated ids, and keep their names. */
const MODEL_SERVICES = new Set(['llm', 'embedding', 'image', 'tts', 'stt', 'video']);
/** Different names in a process are few; more than this is a caller that tries names. */
const MOST_NAMES = 5000;

const names = new Map<string, string>();

/** The price data that names are known by: the deployment's, until a process has loaded other. */
let current: ModelIndex = catalogueIndex;

/** Names with an open alias, and the model that each stands for. */
let stoodFor: ReadonlyMap<string, string> = new Map();

/**
 * Knows models by this price data and these aliases from now on, in the whole process; the code that loads prices
 * calls it. An alias that has ended prices what was used until then and names nothing.
 */
export function nameModelsBy(index: ModelIndex, aliases: readonly PriceAlias[] = []): void {
  const open = new Map(aliases.flatMap(({ model, as, to }) => (to === null ? [[model, as] as const] : [])));
  const isSame = open.size === stoodFor.size && [...open].every(([name, as]) => stoodFor.get(name) === as);
  if (index === current && isSame) return;
  current = index;
  stoodFor = open;
  names.clear();
}

/**
 * The one name of a model, the same for every seller: `gpt-4.1-mini` of `gpt-4.1-mini-2025-04-14`, `azure/gpt-4.1-mini`
 * and `gpt-4.1-mini`. A name that the catalogue does not know is its own. By the name alone, so that a budget or a
 * filter, which has no provider, means the same as an entry. Computed when read; nothing stored has it.
 */
export function canonicalModel(model: string): string {
  const known = names.get(model);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES) names.clear();
  let name = stoodFor.get(model) ?? movedTo(model) ?? model;
  // A canonical name of a host may be a name of its maker: the last one is its own.
  for (let step = 0; step < 3; step += 1) {
    const next = lookUpName(name);
    if (next === name) break;
    name = next;
  }
  names.set(model, name);
  return name;
}

/**
 * The models that an id of a budget or a filter means: every id of a model where it is the model's name or an
 * alias, one id alone where it is dated or a fine-tune.
 */
export function meantModel(id: string): string {
  return isOneSnapshot(id) ? id : canonicalModel(id);
}

/** Whether a model that was used is one that an id of a budget or a filter means. */
export function isMeant(id: string, model: string): boolean {
  return id === model || canonicalModel(model) === meantModel(id);
}

function isOneSnapshot(id: string): boolean {
  return /^ft:.*:/.test(id) || undatedModels('', id).length > 0;
}

/**
 * The model that a `-latest` name stands for now, as an open alias of an admin does: the one of its last step. A
 * retired model that its maker redirects keeps its own name, under which it is known and was used.
 */
function movedTo(model: string): string | undefined {
  if (!model.endsWith('-latest')) return undefined;
  for (const provider of new Set([...MAKERS, ...current.providers()])) {
    const steps = current.find(provider, model)?.entries.flatMap(({ entry }) => entry.pointsTo ?? []) ?? [];
    const last = steps.findLast((step) => hasBegun(step));
    if (last) return last.to === undefined ? last.model : undefined;
  }
  return undefined;
}

/** Whether a step was in force when it was seen: one that was announced means nothing yet. */
function hasBegun({ from, observedAt }: AliasStep): boolean {
  return from === undefined || observedAt === undefined || from.slice(0, 10) <= observedAt;
}

function lookUpName(model: string): string {
  const listed = firstProvider(model, (by) => by === 'name');
  const provider =
    listed ?? firstProvider(model, (by) => by === 'routed name' || by === 'dated id' || by === 'fine-tune');
  return provider === undefined ? model : (canonicalName(current, provider, model) ?? model);
}

function firstProvider(model: string, isFound: (by: FoundBy) => boolean): string | undefined {
  const all = new Set([...MAKERS, ...current.providers()]);
  return [...all].find((provider) => {
    const match = current.find(provider, model);
    return match !== undefined && isFound(match.by) && isOfModel(match);
  });
}

function isOfModel({ entries }: ModelMatch): boolean {
  const [first] = entries.filter(({ entry }) => !entry.family && !entry.pointsTo);
  return first !== undefined && MODEL_SERVICES.has(first.entry.service ?? 'llm');
}
