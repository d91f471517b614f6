import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';

/** What a page says near a model's name, and which of our prices are not among it. */
export interface PageFinding {
  readonly model: string;
  /** Amounts in USD as the page writes them, without the sign. */
  readonly amounts: readonly string[];
  /** Parts with our price for a million, where the page has no such amount. */
  readonly missing: readonly { readonly unit: string; readonly usd: string }[];
}

/** Lines after a name that still belong to it: tables as text have one cell on each. */
const LINES_OF_A_MODEL = 8;

/**
 * Holds an official page, saved as text, against our prices: for each model that it names, the amounts of its line
 * and of those after it up to the next model. Names are found as whole words, in any letter case. It tells what to
 * look at; which amount is for which part a person reads.
 */
export function readPage(
  text: string,
  ours: ReadonlyMap<string, ReadonlyMap<string, string>>,
): PageFinding[] {
  const lines = text.split('\n');
  const named = lines.map((line) => [...ours.keys()].filter((model) => hasName(line, model)));
  const found = new Map<string, Set<string>>();
  for (const [index, models] of named.entries()) {
    for (const model of longestNames(models)) {
      const amounts = found.get(model) ?? new Set<string>();
      found.set(model, amounts);
      for (const amount of amountsFrom(lines, named, index)) amounts.add(amount);
    }
  }
  return [...found].flatMap(([model, amounts]) => {
    if (amounts.size === 0) return [];
    const missing = [...(ours.get(model) ?? [])].flatMap(([unit, usd]) =>
      amounts.has(usd) ? [] : [{ unit, usd }],
    );
    return [{ model, amounts: [...amounts], missing }];
  });
}

function amountsFrom(
  lines: readonly string[],
  named: readonly (readonly string[])[],
  start: number,
): string[] {
  const rest = named.slice(start + 1, start + LINES_OF_A_MODEL);
  const next = rest.findIndex((models) => models.length > 0);
  const end = start + 1 + (next === -1 ? rest.length : next);
  const part = lines.slice(start, end).join('\n');
  return [...part.matchAll(/\$\s?(\d{1,6}(?:\.\d{1,12})?)/g)].map(([, amount = '0']) =>
    formatDecimal(parseDecimal(amount)),
  );
}

function hasName(line: string, model: string): boolean {
  const plain = line.toLowerCase();
  for (let at = plain.indexOf(model); at !== -1; at = plain.indexOf(model, at + 1)) {
    if (!/[a-z0-9.-]/.test(plain[at - 1] ?? ' ') && !/[a-z0-9-]/.test(plain[at + model.length] ?? ' '))
      return true;
  }
  return false;
}

/** Without names that are a part of another one on the line. */
function longestNames(models: readonly string[]): string[] {
  return models.filter((model) => !models.some((other) => other !== model && other.includes(model)));
}
