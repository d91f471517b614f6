import type { UsageDraft } from '../core/usage-event.ts';

/** What any convenience method takes besides the measured things: attribution, ids, outcome. */
export type DraftExtras = Partial<Omit<UsageDraft, 'usage'>>;

/** The extras over what the method made of its input; attributes are joined. */
export function withExtras(draft: UsageDraft, extras: DraftExtras): UsageDraft {
  const attributes =
    draft.attributes && extras.attributes ? { ...draft.attributes, ...extras.attributes } : undefined;
  const merged: UsageDraft = { ...draft };
  for (const [name, value] of Object.entries(extras)) {
    if (value !== undefined) Object.assign(merged, { [name]: value });
  }
  return attributes ? { ...merged, attributes } : merged;
}

/** Attributes without the absent ones, or none at all. */
export function definedAttributes(
  attributes: Record<string, string | undefined>,
): Record<string, string> | undefined {
  const named = Object.entries(attributes).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}
