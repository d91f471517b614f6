/** A known model whose name is near to one that has no price. */
export interface ModelSuggestion {
  readonly model: string;
  /** 0 to 1: how much of the name is the same; 1 differs in case and separators only. */
  readonly confidence: number;
}

/** Below this a name has little to do with the other. */
const LEAST_CONFIDENCE = 0.6;
/** Longer names are compared by their beginning, so that long names cannot cost minutes. */
const LONGEST_COMPARED = 80;

/**
 * The known names nearest to one, the nearest first; none where nothing is near. Suggestions for a person to
 * decide on: nothing is ever priced by them.
 */
export function nearestModels(known: Iterable<string>, model: string, most = 3): ModelSuggestion[] {
  const wanted = plainName(model);
  const found: ModelSuggestion[] = [];
  for (const name of known) {
    const confidence = likeness(wanted, plainName(name));
    if (confidence >= LEAST_CONFIDENCE) found.push({ model: name, confidence });
  }
  return found.sort((a, b) => b.confidence - a.confidence || a.model.length - b.model.length).slice(0, most);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_COMPARED);
}

/** Two digits: one minus the share of characters to change. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const least = (longer - Math.min(a.length, b.length)) / longer;
  if (longer === 0 || 1 - least < LEAST_CONFIDENCE) return 0;
  return Math.round((1 - editDistance(a, b) / longer) * 100) / 100;
}

/** Levenshtein: characters to add, take out or change. */
function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
