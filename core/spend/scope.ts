import type { Day, Month } from '../time/ledger-time.ts';
import type { Reference } from '../usage/entry.ts';

/**
 * One total of the ledger: what a day cost in one respect. Months and lifetimes are sums of days, so
 * nothing is ever reset.
 */
export type Scope =
  | {
      readonly kind: 'organisation';
      readonly day: Day;
      readonly lane: number;
      readonly provider: string;
      readonly service: string;
      readonly model: string;
    }
  | { readonly kind: 'operation'; readonly day: Day; readonly lane: number; readonly name: string }
  | { readonly kind: 'tag'; readonly day: Day; readonly tag: string; readonly value: string }
  | { readonly kind: 'user'; readonly day: Day; readonly lane: number; readonly userId: string }
  | {
      readonly kind: 'resource';
      readonly day: Day;
      readonly resource: Reference;
      readonly group?: Reference | undefined;
    }
  | { readonly kind: 'group'; readonly day: Day; readonly group: Reference }
  /** What was recorded for a month more than 48 hours after its end. */
  | { readonly kind: 'late'; readonly month: Month; readonly of: LateOf }
  /** Numbers since the start of the ledger. */
  | { readonly kind: 'counts' };

export type LateOf =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'resource'; readonly resource: Reference }
  | { readonly kind: 'group'; readonly group: Reference };
