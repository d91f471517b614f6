'use client';

import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Reference } from './core/usage-context.ts';
import { type Live, LiveRead } from './reading/live-read.ts';
import type { CostkeeperReader, OwnResource, Receipt, UserTotals } from './reader.ts';

/** How often a hook reads. */
export interface LiveOptions {
  /**
   * Milliseconds from an answer to the next read; 0 reads once, such as when the job is over. Another value reads at
   * once, and keeps what is known.
   */
  everyMs?: number | undefined;
}

/** What a hook answers: the last good answer stays while later reads fail. */
export interface LiveCost<T> extends Live<T> {
  /** Reads now. */
  refresh: () => void;
}

const JOB_MS = 3000;
const MONTH_MS = 60_000;

/** The page's own visibility; undefined where there is no page. */
const page = (globalThis as { document?: Document }).document;

function useLive<T>(live: LiveRead<T>, everyMs: number): LiveCost<T> {
  // Before the subscription, which begins to read: effects run in their order.
  useEffect(() => live.readEvery(everyMs), [live, everyMs]);
  const state = useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot);
  return { ...state, refresh: live.refresh };
}

/**
 * What a job has cost its user so far, read every three seconds while the page is seen: the part of the reader's own
 * token, `GET /me/resources/{type}/{id}`. A job that has recorded nothing yet costs 0. Give the same reader each time.
 */
export function useJobCost(
  reader: CostkeeperReader,
  { type, id }: Reference,
  { everyMs = JOB_MS }: LiveOptions = {},
): LiveCost<OwnResource> {
  return useLive(
    useMemo(() => new LiveRead(() => reader.myResource(type, id), { page }), [reader, type, id]),
    everyMs,
  );
}

/** The whole receipt of a job, of everybody's work, with what is still on its way; for readers and admins. */
export function useReceipt(
  reader: CostkeeperReader,
  { type, id }: Reference,
  { everyMs = JOB_MS }: LiveOptions = {},
): LiveCost<Receipt> {
  return useLive(
    useMemo(() => new LiveRead(() => reader.resource(type, id), { page }), [reader, type, id]),
    everyMs,
  );
}

/**
 * What the reader's user has spent this month, with the state of the budgets for them, read every minute while the
 * page is seen. `timeZone` is the ledger's (`timeZone` of its stage, UTC unless it says so): it decides which month
 * it is.
 */
export function useMyMonth(
  reader: CostkeeperReader,
  { everyMs = MONTH_MS, timeZone = 'UTC' }: LiveOptions & { timeZone?: string | undefined } = {},
): LiveCost<UserTotals> {
  return useLive(
    useMemo(() => new LiveRead(() => reader.me({ period: monthIn(timeZone) }), { page }), [reader, timeZone]),
    everyMs,
  );
}

/** The month of now there: `2026-11`. */
function monthIn(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
  }).formatToParts();
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}
