import type { Mutant } from './find-mutants.ts';

/** The name by which a source with mutants asks which of them is on. */
const ASKS = '__isMutant';

/** Declares the question; the switch is `mutant-switch.ts`, which may not be loaded where no mutant runs. */
const HEAD = `const ${ASKS} = (id) => globalThis.mutantSwitch?.isOn(id) ?? false;`;

/** Places with their mutants, each place once, outer ones first. */
function placesOf(mutants: readonly Mutant[]) {
  const places = Map.groupBy(mutants, ({ start, end, isStatement }) => `${start} ${end} ${isStatement}`);
  return [...places.values()].map((here) => {
    const { start, end, isStatement } = here[0] as Mutant;
    return { start, end, isStatement, here };
  });
}

type Place = ReturnType<typeof placesOf>[number];

/** True when the first place is a part of the second. */
function isInside(inner: Place, outer: Place): boolean {
  if (inner === outer || inner.start < outer.start || inner.end > outer.end) return false;
  return inner.start > outer.start || inner.end < outer.end || !inner.isStatement;
}

/**
 * A source that holds all its mutants at once: where one may stand, it asks whether that one is on, and does what the
 * source says otherwise. Lines stay where they are.
 */
export function instrument(source: string, mutants: readonly Mutant[]): string {
  const places = placesOf(mutants);
  const render = (start: number, end: number, inside: readonly Place[]): string => {
    let text = '';
    let at = start;
    for (const place of inside) {
      // What stands in an outer place is written with that one.
      if (inside.some((outer) => isInside(place, outer))) continue;
      text += source.slice(at, place.start) + written(place, inside);
      at = place.end;
    }
    return text + source.slice(at, end);
  };

  const written = (place: Place, around: readonly Place[]): string => {
    const { start, end, isStatement, here } = place;
    const original = render(
      start,
      end,
      around.filter((other) => isInside(other, place)),
    );
    if (isStatement) return `{ if (!${ASKS}(${JSON.stringify(here[0]?.id)})) { ${original} } }`;
    const choices = here.map(({ id, becomes }) => `${ASKS}(${JSON.stringify(id)}) ? (${becomes}) : `);
    return `(${choices.join('')}(${original}))`;
  };

  return `${HEAD} ${render(0, source.length, places)}`;
}
