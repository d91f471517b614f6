import { formatDecimal, parseUsd } from '../../core/money/decimal.ts';
import type { Optimization } from '../../core/optimizations/kinds/optimization.ts';
import type { OptimizationState, OptimizationRun } from '../../core/optimizations/optimization-state.ts';
import type { Item } from './entry-item.ts';
import { smallNumber } from './document-client.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';

interface StoredOptimization extends Omit<OptimizationState, 'optimization' | 'revision'> {
  readonly optimisation: Omit<Optimization, 'estimatedSaving'> & { readonly estimatedSaving: string };
}

/** The attributes that keep an optimization, without its revision. */
export function optimizationItem({ optimization, revision: _revision, ...rest }: OptimizationState): Item {
  const estimatedSaving = formatDecimal(optimization.estimatedSaving);
  const stored: StoredOptimization = { ...rest, optimisation: { ...optimization, estimatedSaving } };
  return jsonItem('d', stored);
}

/** Reads a stored optimization. */
export function itemToOptimization(item: Item): OptimizationState {
  const { optimisation, ...stored } = storedJson<StoredOptimization>(item, 'd');
  const state: Complete<OptimizationState> = {
    optimization: storedToOptimization(optimisation),
    status: stored.status,
    foundAt: stored.foundAt,
    decidedAt: stored.decidedAt,
    decidedBy: stored.decidedBy,
    note: stored.note,
    degrade: stored.degrade,
    revision: smallNumber(item['v']),
  };
  return state;
}

function storedToOptimization(stored: StoredOptimization['optimisation']): Optimization {
  const optimization: Complete<Optimization> = {
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
  return optimization;
}

/** The attributes that keep the last search for optimizations. */
export function optimizationRunItem({
  at,
  days,
  sampledEntries,
  events,
  recorded,
  ids,
  appliedAt,
}: OptimizationRun): Item {
  return jsonItem('d', { at, days, sampledEntries, events, recorded, ids, appliedAt });
}

/** Reads the last search for optimizations. */
export function itemToOptimizationRun(item: Item): OptimizationRun {
  const stored = storedJson<OptimizationRun>(item, 'd');
  const run: Complete<OptimizationRun> = {
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
