import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { adviceSchema } from '../../contracts/api/optimizations.ts';
import { formatDecimal } from '../money/decimal.ts';
import { type Instant, isoTime } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { canonicalJson } from '../usage/exact-json.ts';
import { optimisationAnswer } from './find-optimizations.ts';
import type { Optimisation } from './kinds/optimization.ts';
import type { Realised, SavedDays } from './realised.ts';

type AdviceStatus = 'pending' | 'applied' | 'rejected';

/** What applying changed for the gate: the model that `degrade` hands back instead of `model`. */
export interface DegradeChange {
  readonly model: string;
  readonly to: string;
  /** What was handed back before; undefined: nothing. */
  readonly before: string | undefined;
}

/** Advice with what became of it. */
export interface Advice {
  readonly optimisation: Optimisation;
  readonly status: AdviceStatus;
  /** When it was first found and stored; undefined: just now. */
  readonly foundAt?: Instant | undefined;
  readonly decidedAt?: Instant | undefined;
  readonly decidedBy?: string | undefined;
  readonly note?: string | undefined;
  readonly degrade?: DegradeChange | undefined;
  /** Raised by every change; 0: not stored yet. */
  readonly revision: number;
}

/** A search for advice: what it looked at and what it found. */
export interface AdviceRun {
  readonly at: Instant;
  /** Days of usage looked at. */
  readonly days: Days;
  readonly sampledEntries: number;
  /** Events that the sample stands for. */
  readonly events: number;
  /** Events of the whole ledger at that moment. */
  readonly recorded: number;
  /** What was found, the most saving per effort first. */
  readonly ids: readonly string[];
  /** When advice was last applied by itself; undefined: never. */
  readonly appliedAt?: Instant | undefined;
}

/** Keeps advice. Methods reject on outages. */
export interface AdviceStore extends SavedDays {
  list(): Promise<Advice[]>;
  /** Saves it if nobody did since `revision`, and raises it; answers false when somebody did. */
  save(advice: Advice): Promise<boolean>;
  /** The last search; undefined before the first. */
  lastRun(): Promise<AdviceRun | undefined>;
  noteRun(run: AdviceRun): Promise<void>;
}

/** True when nothing of the advice but its revision differs. */
export function isSameAdvice(a: Advice, b: Advice): boolean {
  const text = ({ optimisation, revision: _revision, ...rest }: Advice) => {
    const estimatedSaving = formatDecimal(optimisation.estimatedSaving);
    return canonicalJson({ ...rest, optimisation: { ...optimisation, estimatedSaving } });
  };
  return text(a) === text(b);
}

/** Advice as `GET /optimizations` answers it. */
export function adviceAnswer(advice: Advice, realised: Realised | undefined): AnswerOf<typeof adviceSchema> {
  const { optimisation, status, foundAt, decidedAt, decidedBy, note, degrade } = advice;
  return {
    ...optimisationAnswer(optimisation),
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
