import type { OptimizationStatus } from '../../contracts/optimization-vocabulary.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { optimizationSchema } from '../../contracts/api/optimizations.ts';
import { formatDecimal } from '../money/decimal.ts';
import { type Instant, isoTime } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { canonicalJson } from '../usage/exact-json.ts';
import { optimizationAnswer } from './find-optimizations.ts';
import type { Optimization } from './kinds/optimization.ts';
import type { Realised, SavedDays } from './realised.ts';

/** What applying changed for the gate: the model that `degrade` hands back instead of `model`. */
export interface DegradeChange {
  readonly model: string;
  readonly to: string;
  /** What was handed back before; undefined: nothing. */
  readonly before: string | undefined;
}

/** An optimization with what became of it. */
export interface OptimizationState {
  readonly optimization: Optimization;
  readonly status: OptimizationStatus;
  /** When it was first found and stored; undefined: just now. */
  readonly foundAt?: Instant | undefined;
  readonly decidedAt?: Instant | undefined;
  readonly decidedBy?: string | undefined;
  readonly note?: string | undefined;
  readonly degrade?: DegradeChange | undefined;
  /** Raised by every change; 0: not stored yet. */
  readonly revision: number;
}

/** A search for optimizations: what it looked at and what it found. */
export interface OptimizationRun {
  readonly at: Instant;
  /** Days of usage looked at. */
  readonly days: Days;
  readonly sampledEntries: number;
  /** Events that the sample represents. */
  readonly events: number;
  /** Events of the whole ledger at that moment. */
  readonly recorded: number;
  /** What was found, the most saving per effort first. */
  readonly ids: readonly string[];
  /** When one was last applied by itself; undefined: never. */
  readonly appliedAt?: Instant | undefined;
}

/** Keeps optimizations. Methods reject on outages. */
export interface OptimizationStore extends SavedDays {
  list(): Promise<OptimizationState[]>;
  /** Saves it if it was not saved since `revision`, and raises that; answers false when it was. */
  save(state: OptimizationState): Promise<boolean>;
  /** The last search; undefined before the first. */
  lastRun(): Promise<OptimizationRun | undefined>;
  noteRun(run: OptimizationRun): Promise<void>;
}

/** True when nothing but the revision differs. */
export function isSameState(a: OptimizationState, b: OptimizationState): boolean {
  const text = ({ optimization, revision: _revision, ...rest }: OptimizationState) => {
    const estimatedSaving = formatDecimal(optimization.estimatedSaving);
    return canonicalJson({ ...rest, optimization: { ...optimization, estimatedSaving } });
  };
  return text(a) === text(b);
}

/** An optimization as `GET /optimizations` answers it. */
export function optimizationStateAnswer(
  state: OptimizationState,
  realised: Realised | undefined,
): AnswerOf<typeof optimizationSchema> {
  const { optimization, status, foundAt, decidedAt, decidedBy, note, degrade } = state;
  return {
    ...optimizationAnswer(optimization),
    status,
    foundAt: foundAt === undefined ? null : isoTime(foundAt),
    decidedAt: decidedAt === undefined ? null : isoTime(decidedAt),
    decidedBy: decidedBy ?? null,
    note: note ?? null,
    degradeTo: degrade && status === 'applied' ? { [degrade.model]: degrade.to } : null,
    realisedSavingUsd: realised ? formatDecimal(realised.saving) : null,
    realised: realised
      ? {
          from: isoTime(realised.from),
          calls: realised.calls,
          counterfactualUsd: formatDecimal(realised.counterfactual),
          actualUsd: formatDecimal(realised.actual),
          wholeDays: realised.wholeDays,
          sampledDays: realised.sampledDays,
          unmeasuredDays: realised.unmeasuredDays,
        }
      : null,
  };
}
