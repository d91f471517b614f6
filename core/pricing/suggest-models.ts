/** A known model whose name is near to one that has no price. */
export interface ModelSuggestion {
  readonly model: string;
  /** 0 to 1: how much of the name is the same; 1 differs in case and separators only. */
  readonly confidence: number;
}

/** Below this a name has little to do with the other. */
const LEAST_CONFIDENCE = 0.6;
/** Added by how much of the known name is asked for, where it has all words of the asked name. */
const SHORTENED_CONFIDENCE = 0.3;
/** Added by how much of the asked name is known, where only words behind it are new. */
const EXTENDED_CONFIDENCE = 0.15;
/** Certain is a name alone that differs in case and separators. */
const LONGEST_EXTENSION = 0.99;
/** Shorter names are in too many others. */
const SHORTEST_NAME = 4;
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
    const plain = plainName(name);
    const confidence = Math.max(
      likeness(wanted, plain),
      likeness(wanted, plainName(withoutOwner(name))),
      shortened(wanted, plain),
      extended(wanted, plain),
    );
    if (confidence >= LEAST_CONFIDENCE) found.push({ model: name, confidence });
  }
  return found.sort((a, b) => b.confidence - a.confidence || a.model.length - b.model.length).slice(0, most);
}

/** `flux-schnell` of `black-forest-labs/flux-schnell`. */
function withoutOwner(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_COMPARED);
}

/** `gpt-4o-mini` of `gpt-4o-mini-next`: a known name with more words behind it, before one of another kind. */
function extended(wanted: string, known: string): number {
  if (known.length < SHORTEST_NAME || !wanted.startsWith(`${known}-`)) return 0;
  return twoDigits(Math.min(LONGEST_EXTENSION, known.length / wanted.length + EXTENDED_CONFIDENCE));
}

/** `pika` of `pika-v2-2`, `gemini-tts` of `gemini-2-5-flash-tts`: the same words in their order, some left out. */
function shortened(wanted: string, known: string): number {
  if (wanted.length < SHORTEST_NAME || wanted.length >= known.length) return 0;
  const words = wanted.split('-');
  let next = 0;
  for (const word of known.split('-')) if (word === words[next]) next += 1;
  if (next < words.length) return 0;
  return twoDigits(LEAST_CONFIDENCE + (SHORTENED_CONFIDENCE * wanted.length) / known.length);
}

function twoDigits(share: number): number {
  return Math.round(share * 100) / 100;
}

/** Two digits: one minus the share of characters to change. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const least = (longer - Math.min(a.length, b.length)) / longer;
  if (longer === 0 || 1 - least < LEAST_CONFIDENCE) return 0;
  return twoDigits(1 - editDistance(a, b) / longer);
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
