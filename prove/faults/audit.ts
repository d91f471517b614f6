import { Buffer } from 'node:buffer';
import { keyText, type WireItem } from './wire.ts';

/** Which partition and recorder batch an entry or outcome is ticked off in; undefined for other items. */
function markOf(item: WireItem): string | undefined {
  const pk = item['pk']?.S ?? '';
  if (!/^[EX]#/.test(pk) || item['rb']?.S === undefined) return undefined;
  return `${item['rb'].S}#${pk}`;
}

/** The bitmap of a mark as it is stored. */
function bitsOf(mark: WireItem | undefined): Buffer {
  return Buffer.from((mark?.['b']?.B as unknown as string | undefined) ?? '', 'base64');
}

/** True when the aggregator has ticked the item off. */
export function isTicked(mark: WireItem | undefined, item: WireItem): boolean {
  const index = Number(item['i']?.N);
  return (((bitsOf(mark)[Math.floor(index / 8)] ?? 0) >> (index % 8)) & 1) === 1;
}

export function ticked(mark: WireItem): number {
  return [...bitsOf(mark)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}

/** A table, sorted out: its marks by name, its entries and outcomes by mark. */
export interface LedgerView {
  readonly items: readonly WireItem[];
  readonly marks: ReadonlyMap<string, WireItem>;
  readonly members: ReadonlyMap<string, WireItem[]>;
}

export function viewOf(scanned: readonly WireItem[]): LedgerView {
  const items = scanned.toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
  const marks = new Map(
    items.filter((item) => item['pk']?.S?.startsWith('M#')).map((item) => [item['sk']?.S ?? '', item]),
  );
  const members = new Map<string, WireItem[]>();
  for (const item of items) {
    const mark = markOf(item);
    if (mark !== undefined) members.set(mark, [...(members.get(mark) ?? []), item]);
  }
  return { items, marks, members };
}

/** How many items the tally of a mark says were written; 0 without a tally. */
export function tally(mark: WireItem | undefined): number {
  return Number(mark?.['n']?.N ?? 0);
}

/** Items of marks that have more tallies than ticks: what the audit pushes through the aggregator. */
export function openByTally({ marks, members }: LedgerView): WireItem[] {
  return [...marks].flatMap(([name, mark]) =>
    tally(mark) > ticked(mark) ? (members.get(name) ?? []).filter((item) => !isTicked(mark, item)) : [],
  );
}

/** Items without a tick, found by reading whole days: the audit's other way, which needs no tally. */
export function openByDay({ marks, members }: LedgerView): WireItem[] {
  return [...members].flatMap(([name, items]) => items.filter((item) => !isTicked(marks.get(name), item)));
}
