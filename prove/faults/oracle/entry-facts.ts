import type { WireItem } from '../wire.ts';

/** An entry read from the table with nothing of the code under test. */
export interface EntryFacts {
  readonly day: string;
  readonly lane: string;
  readonly id: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly status: string;
  readonly cost: bigint;
  /** What the sender said it cost. */
  readonly reported: bigint | undefined;
  readonly usage: ReadonlyMap<string, bigint>;
  /** What a correction adds to usage: nothing where it changes a price. */
  readonly adjustedUsage: ReadonlyMap<string, bigint>;
  readonly user: string | undefined;
  readonly userLane: string;
  readonly totalLane: string;
  readonly resource: readonly [string, string] | undefined;
  readonly group: readonly [string, string] | undefined;
  readonly operation: string | undefined;
  readonly outcome: string | undefined;
  readonly tracked: readonly (readonly [string, string])[];
  readonly known: boolean;
  readonly providerKnown: boolean;
  readonly correctionOf: string | undefined;
  /** Why a correction was made. */
  readonly reason: string | undefined;
  readonly counts: { readonly events: bigint; readonly unpriced: bigint };
  /** The version of the prices that it was made by. */
  readonly prices: string;
  /** base64 of the hash of the delivery slot that brought the entry. */
  readonly source: string;
}

/** A decimal text in units of 10^-12. */
export function scaled(text: string): bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  return sign * BigInt(whole + fraction.padEnd(12, '0'));
}

function pairOf(item: WireItem, name: string): readonly [string, string] | undefined {
  const list = item[name]?.L;
  return list && [list[0]?.S ?? '', list[1]?.S ?? ''];
}

function quantities(value: WireItem[string] | undefined): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(value?.M ?? {}).map(([unit, one]) => [unit, scaled(one.N ?? '0')]));
}

function whole(item: WireItem, name: string): bigint {
  return BigInt(item[name]?.N ?? '0');
}

/** Reads the attributes that docs/data-model.md names. */
export function entryFacts(item: WireItem): EntryFacts {
  const [, day = '', lane = ''] = item['pk']?.S?.split('#') ?? [];
  const tags = item['tg']?.M ?? {};
  const status = item['st']?.S ?? '';
  const adjusts = item['ad']?.L;
  return {
    day,
    lane,
    id: item['sk']?.S ?? '',
    occurredAt: Number(item['t']?.N),
    recordedAt: Number(item['r']?.N),
    provider: item['p']?.S ?? '',
    service: item['s']?.S ?? '',
    model: item['m']?.S ?? '',
    status,
    cost: whole(item, 'c'),
    reported: item['rc'] === undefined ? undefined : whole(item, 'rc'),
    usage: quantities(item['q']),
    adjustedUsage: quantities(adjusts?.[2]),
    user: item['u']?.S,
    userLane: item['ul']?.N ?? '0',
    totalLane: item['tl']?.N ?? '0',
    resource: pairOf(item, 'rs'),
    group: pairOf(item, 'gr'),
    operation: item['o']?.S,
    outcome: item['oc']?.S,
    tracked: (item['tt']?.L ?? []).map(({ S = '' }) => [S, tags[S]?.S ?? ''] as const),
    known: item['k'] === undefined,
    providerKnown: item['k']?.N === '1',
    correctionOf: item['cf']?.S,
    reason: item['rn']?.S,
    counts: adjusts
      ? { events: BigInt(adjusts[0]?.N ?? '0'), unpriced: BigInt(adjusts[1]?.N ?? '0') }
      : { events: 1n, unpriced: status === 'U' ? 1n : 0n },
    prices: item['cv']?.S ?? '',
    source: item['hs']?.B as unknown as string,
  };
}

/** `2026-05-20T10` of an instant where the ledger's clock hangs. */
export function localHour(at: number, timeZone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone, hourCycle: 'h23' }).slice(0, 13).replace(' ', 'T');
}

/** `#` and `%` of ids as keys write them. */
export function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/#/g, '%23');
}
