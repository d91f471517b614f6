import { undatedModels } from '../../pricing/model-names.ts';
import { canonicalProvider } from '../../pricing/provider-names.ts';
import { MODEL_FAMILIES, type ModelFamily } from './model-families.ts';

/** `us.anthropic.…`: the place an inference profile of Bedrock is called from. */
const BEDROCK_PLACE = /^(?:us|eu|apac|au|jp|ca|in|sa|us-gov|global)\./;

/** A model that may be advised instead of another. */
export interface StandIn {
  readonly model: string;
  readonly family: ModelFamily;
  /** One class down: to be tried first. */
  readonly classDown: boolean;
}

/** The models that the rule allows instead of this one; empty for a model that no family knows. */
export function standInsFor(provider: string, model: string): StandIn[] {
  const place = canonicalProvider(provider) === 'bedrock' ? (BEDROCK_PLACE.exec(model)?.[0] ?? '') : '';
  const plain = model.slice(place.length);
  const names = [plain, ...undatedModels('', plain)];
  for (const family of MODEL_FAMILIES) {
    if (family.provider !== canonicalProvider(provider)) continue;
    const index = family.classes.findIndex((item) => names.some((name) => item.models.includes(name)));
    const same = family.classes[index];
    if (!same) continue;
    const age = Math.max(...names.map((name) => same.models.indexOf(name)));
    const newer = same.models.filter((name, i) => i > age && same.current.includes(name));
    const below = family.classes[index + 1]?.current ?? [];
    return [
      ...newer.map((name) => ({ model: place + name, family, classDown: false })),
      ...below.map((name) => ({ model: place + name, family, classDown: true })),
    ];
  }
  return [];
}
