import type { PriceRow } from './price-row.ts';

/** Two rows of one layer that would both price the same usage at the same time. */
export interface Overlap {
  readonly name: string;
  readonly unit: string;
  readonly ids: readonly [string, string];
  readonly text: string;
}

const START = '0000';
const END = '9999';

function timesOverlap(a: PriceRow, b: PriceRow): boolean {
  // What ends where it begins never holds.
  if ([a, b].some(({ effectiveFrom, effectiveTo }) => effectiveTo !== null && effectiveTo === effectiveFrom))
    return false;
  return (
    (a.effectiveFrom ?? START) < (b.effectiveTo ?? END) && (b.effectiveFrom ?? START) < (a.effectiveTo ?? END)
  );
}

/** A row for all hours may exist beside one for some: the narrower goes first. */
function hoursOverlap(a: PriceRow, b: PriceRow): boolean {
  if (a.hours === null || b.hours === null) return a.hours === b.hours;
  return a.hours[0] < b.hours[1] && b.hours[0] < a.hours[1];
}

/** As with hours: a row for some days goes before one for every day. */
function daysOverlap(a: PriceRow, b: PriceRow): boolean {
  if (!a.weekdays || !b.weekdays) return a.weekdays === b.weekdays;
  return a.weekdays.some((day) => b.weekdays?.includes(day));
}

function attributesOverlap(a: PriceRow, b: PriceRow): boolean {
  const names = Object.keys(a.attributes);
  if (names.length !== Object.keys(b.attributes).length) return false;
  return names.every((name) => {
    const values = b.attributes[name]?.split('|');
    return a.attributes[name]?.split('|').some((value) => values?.includes(value));
  });
}

function scopeOf(row: PriceRow): string {
  return JSON.stringify([row.userId, row.tag?.name, row.tag?.value, row.region, row.derived]);
}

/** Pairs of rows of one layer with the same model name, part, region, attributes and scope, and a common time. */
export function findOverlaps(rows: readonly PriceRow[]): Overlap[] {
  const named = rows.flatMap((row) =>
    row.match.map((name) => ({
      row,
      name,
      key: [row.layer, row.provider, row.service, name, row.unit].join('\n'),
    })),
  );
  return [...Map.groupBy(named, ({ key }) => key).values()].flatMap((group) =>
    group.flatMap(({ row: a, name }, index) =>
      group.slice(index + 1).flatMap(({ row: b }) => {
        if (scopeOf(a) !== scopeOf(b) || !timesOverlap(a, b) || !hoursOverlap(a, b)) return [];
        if (!daysOverlap(a, b)) return [];
        if (!attributesOverlap(a, b)) return [];
        const text = `${a.layer}: ${a.provider} ${name}, ${a.unit}: ${a.unitPriceUsd} and ${b.unitPriceUsd} hold at the same time`;
        return [{ name, unit: a.unit, ids: [a.id, b.id] as const, text }];
      }),
    ),
  );
}
