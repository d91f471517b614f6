import { lookUp } from '../../contracts/look-up.ts';
import { undatedModels } from './model-names.ts';
import type { ModelIndex, ModelMatch } from './model-index.ts';
import type { EntryOfFile } from './provider-entries.ts';

/** Providers of models that others sell under names of their own: Bedrock's prefix, and ours. */
const BEDROCK_MAKERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  openai: 'openai',
  mistral: 'mistral',
  deepseek: 'deepseek',
  cohere: 'cohere',
  google: 'google',
  xai: 'x-ai',
  moonshotai: 'moonshotai',
};

/** Ids of four digits are days of a snapshot here; Mistral's are months of models of their own. */
const SNAPSHOT_DAY = /-\d{4}$/;
const SNAPSHOTS_BY_DAY = new Set(['openai', 'azure', 'x-ai']);

/**
 * The one name of a model that its dated ids, aliases, regional forms and resellers share, such as
 * `gpt-4.1-mini` of `gpt-4.1-mini-2025-04-14` and `azure/gpt-4.1-mini`. Undefined for what the index does not
 * know.
 */
export function canonicalName(index: ModelIndex, provider: string, model: string): string | undefined {
  const match = index.find(provider, model);
  if (!match) return undefined;
  const seller = match.entries[0]?.provider ?? provider;
  const [maker, name] = madeBy(seller, match.name);
  const made = maker === seller ? undefined : index.find(maker, name);
  return made ? shortest(index, maker, made) : shortest(index, seller, match);
}

function madeBy(seller: string, name: string): readonly [maker: string, name: string] {
  if (seller === 'azure') return ['openai', name];
  if (name.startsWith('claude-')) return ['anthropic', name];
  const bare = /^(?:regional\.|global\.)?([a-z]+)\.(.+)$/.exec(name);
  const maker = seller === 'bedrock' ? lookUp(BEDROCK_MAKERS, bare?.[1] ?? '') : undefined;
  return maker === undefined ? [seller, name] : [maker, withoutVersion(bare?.[2] ?? name)];
}

function withoutVersion(name: string): string {
  return name.replace(/(?:-v\d+)?(?::\d+k?)*$/, '');
}

/** The SKU's id, without a date or `latest` where the index has that name. */
function shortest(index: ModelIndex, provider: string, match: ModelMatch): string {
  const own = match.entries.filter(({ entry }) => !entry.family);
  const id = (own.find(isListed) ?? own[0])?.entry.id ?? match.name;
  const bare = id.replace(/^(?:regional|global)\./, '').replace(/-latest$/, '');
  const undated = undatedModels(provider, bare);
  const names = SNAPSHOTS_BY_DAY.has(provider) ? [bare.replace(SNAPSHOT_DAY, ''), ...undated] : undated;
  const known = [bare, ...names].filter((name) => index.find(provider, name)?.by === 'name');
  return known.at(-1) ?? id;
}

/** A correction's id may be a name of its own, such as that of a period. */
function isListed({ entry }: EntryOfFile): boolean {
  return entry.layer !== 'curated';
}
