import type { AliasStep, PriceEntry } from '../pricing/price-file.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';

/** The entry of today with the most names has 40; a list of names to come is a rule by another way. */
const MOST_NAMES = 500;

/** A repetition of what is repeated: such an expression can take longer than the ledger lives. */
const REPEATED_TWICE = /[+*}]\)+[+*{]|\([^()]*\|[^()]*\)[+*{]/;

/**
 * What is wrong with how an entry is found: a provider that nobody asks for, more names than a model has, expressions
 * that take too long, steps of an alias that hold at the same time.
 */
export function checkNames(provider: string, entry: PriceEntry): string[] {
  const asked = canonicalProvider(provider);
  return [
    ...(asked === provider ? [] : [`its provider is asked for as "${asked}"`]),
    ...((entry.names?.length ?? 0) > MOST_NAMES
      ? [`${entry.names?.length} names are more than a model has`]
      : []),
    ...(entry.rules ?? [])
      .flat()
      .flatMap((rule) =>
        rule.startsWith('~') && REPEATED_TWICE.test(rule) ? [`the rule ${rule} repeats too much`] : [],
      ),
    ...checkSteps(entry.pointsTo ?? []),
  ];
}

function checkSteps(steps: readonly AliasStep[]): string[] {
  const spans = steps
    .map(({ model, from, to }) => ({
      model,
      from: from === undefined ? -Infinity : Date.parse(from),
      to: to === undefined ? Infinity : Date.parse(to),
    }))
    .toSorted((a, b) => a.from - b.from);
  return spans.flatMap(({ model, from }, index) => {
    const last = spans[index - 1];
    return last && from < last.to ? [`it stands for ${last.model} and ${model} at the same time`] : [];
  });
}
