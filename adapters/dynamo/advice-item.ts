import { formatDecimal, parseUsd } from '../../core/money/decimal.ts';
import type { Optimisation } from '../../core/savings/kinds/optimization.ts';
import type { Advice, AdviceRun } from '../../core/savings/optimization-state.ts';
import type { Item } from './entry-item.ts';
import { smallNumber } from './document-client.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';

interface StoredAdvice extends Omit<Advice, 'optimisation' | 'revision'> {
  readonly optimisation: Omit<Optimisation, 'estimatedSaving'> & { readonly estimatedSaving: string };
}

/** The attributes that keep advice, without its revision. */
export function adviceItem({ optimisation, revision: _revision, ...rest }: Advice): Item {
  const estimatedSaving = formatDecimal(optimisation.estimatedSaving);
  const stored: StoredAdvice = { ...rest, optimisation: { ...optimisation, estimatedSaving } };
  return jsonItem('d', stored);
}

/** Reads stored advice. */
export function adviceOf(item: Item): Advice {
  const { optimisation, ...stored } = storedJson<StoredAdvice>(item, 'd');
  const advice: Complete<Advice> = {
    optimisation: optimisationOf(optimisation),
    status: stored.status,
    foundAt: stored.foundAt,
    decidedAt: stored.decidedAt,
    decidedBy: stored.decidedBy,
    note: stored.note,
    degrade: stored.degrade,
    revision: smallNumber(item['v']),
  };
  return advice;
}

function optimisationOf(stored: StoredAdvice['optimisation']): Optimisation {
  const optimisation: Complete<Optimisation> = {
    id: stored.id,
    kind: stored.kind,
    title: stored.title,
    estimatedSaving: parseUsd(stored.estimatedSaving),
    effort: stored.effort,
    risk: stored.risk,
    guide: stored.guide,
    evidence: stored.evidence,
    action: stored.action,
    overlaps: stored.overlaps,
  };
  return optimisation;
}

/** The attributes that keep the last search for advice. */
export function adviceRunItem({
  at,
  days,
  sampledEntries,
  events,
  recorded,
  ids,
  appliedAt,
}: AdviceRun): Item {
  return jsonItem('d', { at, days, sampledEntries, events, recorded, ids, appliedAt });
}

/** Reads the last search for advice. */
export function adviceRunOf(item: Item): AdviceRun {
  const stored = storedJson<AdviceRun>(item, 'd');
  const run: Complete<AdviceRun> = {
    at: stored.at,
    days: stored.days,
    sampledEntries: stored.sampledEntries,
    events: stored.events,
    recorded: stored.recorded,
    ids: stored.ids,
    appliedAt: stored.appliedAt,
  };
  return run;
}
