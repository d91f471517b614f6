import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { budgetSchema } from '../../contracts/api/budgets.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import { ANY_ID, isTypedKind } from '../../contracts/scopes.ts';
import type { BudgetInput } from '../../contracts/api/budget-shapes.ts';
import { DEFAULT_THRESHOLDS } from '../../contracts/default-thresholds.ts';
import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { checkAll, InvalidInputError } from '../errors.ts';
import { formatDecimal, ONE, picoUsd } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import {
  type Budget,
  type BudgetLimit,
  type BudgetScope,
  type Threshold,
  thresholdAmount,
} from './budget.ts';
import { type Period, type Severity, SEVERITIES } from '../../contracts/budget-vocabulary.ts';
import { percentNumber } from './organisation-form.ts';
import { decimalOf, usdOf } from './read-amounts.ts';
import { keptScope, shownScope } from './kept-scope.ts';

/** What of the stage a budget must agree with. */
export interface BudgetRules {
  readonly timeZone: string;
  readonly trackedTags: readonly string[];
  /** Whether the stage has a sender of mails; absent: it has. */
  readonly mails?: boolean | undefined;
}

/** What a budget has beside what its author writes. */
export type BudgetOrigin = Pick<
  Budget,
  'id' | 'source' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'
>;

/**
 * Makes a budget of a parsed request, with every default filled in. Throws InvalidInputError that names
 * the field: a missing scope or limit, a tag that has no totals, a time zone other than the ledger's.
 */
export function readBudget(input: BudgetInput, origin: BudgetOrigin, rules: BudgetRules): Budget {
  if (input.timeZone !== undefined && input.timeZone !== rules.timeZone) {
    const message = `the ledger's days are ${rules.timeZone} days, for every budget: leave timeZone out`;
    throw invalid('timeZone', message);
  }
  const [scope, period, limit] = checkAll(
    () => readScope(input.scope, rules),
    () => input.period ?? fail('period', 'is needed: daily, weekly, monthly or lifetime'),
    () => readLimit(input),
  );
  const { unpricedEstimateUsd } = input;
  return {
    ...origin,
    name: input.name ?? usualName(scope, period),
    enabled: input.enabled ?? true,
    scope,
    period,
    limit,
    thresholds: readThresholds(input.thresholds, limit),
    enforcement: input.enforcement ?? 'deny',
    unpriced: input.unpriced ?? 'estimate',
    unpricedEstimate: unpricedEstimateUsd === undefined ? undefined : usdOf(unpricedEstimateUsd),
    degradeTo: input.degradeTo ?? {},
    channels: input.channels ?? (rules.mails === false ? [] : ['email']),
    projectedAlerts: input.projectedAlerts ?? true,
  };
}

function readScope(scope: BudgetInput['scope'], { trackedTags }: BudgetRules): BudgetScope {
  if (!scope) return fail('scope', 'is needed, such as {"kind": "user", "id": "user-42"}');
  const { kind, type, id } = scope;
  if (kind === 'organisation') return ORGANISATION;
  const needsType = isTypedKind(kind);
  if (needsType && type === undefined) return fail('scope.type', `is needed for a ${kind}`);
  if (!needsType && type !== undefined) return fail('scope.type', `a ${kind} has no type: leave it out`);
  if (id === undefined) return fail('scope.id', `is needed: the ${kind}'s id, or "*" for each of them`);
  if (kind === 'tag' && !trackedTags.includes(type ?? '')) {
    const tracked = trackedTags.length > 0 ? trackedTags.join(', ') : 'none so far';
    const message = `only tracked tags have totals to budget (${tracked}): add "${type}" to the stage's trackedTags`;
    return fail('scope.type', message);
  }
  if (kind === 'service' && id !== ANY_ID && !(SERVICES as readonly string[]).includes(id)) {
    return fail('scope.id', `must be "*" or one of ${SERVICES.join(', ')}`);
  }
  return keptScope(kind, id, type);
}

function readLimit({ limitUsd, limitShareOfRevenue }: BudgetInput): BudgetLimit {
  if (limitUsd !== undefined && limitShareOfRevenue !== undefined) {
    return fail('limitUsd', 'give limitUsd or limitShareOfRevenue, not both');
  }
  if (limitUsd !== undefined) return { kind: 'fixed', usd: usdOf(limitUsd) };
  if (limitShareOfRevenue !== undefined) return { kind: 'revenue', share: decimalOf(limitShareOfRevenue) };
  return fail('limitUsd', 'is needed: an amount such as "5.00", or limitShareOfRevenue such as "0.2"');
}

function defaultThresholds(): readonly Threshold[] {
  return SEVERITIES.map((severity) => ({ at: { percent: DEFAULT_THRESHOLDS[severity] * ONE }, severity }));
}

function readThresholds(input: BudgetInput['thresholds'], limit: BudgetLimit): readonly Threshold[] {
  return (
    input?.map(({ severity, gate, ...at }) => {
      const threshold: Threshold = {
        at: 'usd' in at ? { usd: usdOf(at.usd) } : { percent: decimalOf(at.percent) },
        severity: 'warning',
        ...(gate ? { gate } : {}),
      };
      return { ...threshold, severity: severity ?? usualSeverity(threshold, limit) };
    }) ?? defaultThresholds()
  );
}

/** Below the limit a warning, from the limit on critical, from half as much again on an emergency. */
function usualSeverity(threshold: Threshold, limit: BudgetLimit): Severity {
  const whole = limit.kind === 'fixed' ? limit.usd : picoUsd(ONE);
  if ('usd' in threshold.at && limit.kind === 'revenue') return 'warning';
  const amount = thresholdAmount(threshold, whole);
  if (amount * 2n >= whole * 3n) return 'emergency';
  return amount >= whole ? 'critical' : 'warning';
}

/** The name of a budget that was given none. */
function usualName(scope: BudgetScope, period: Period): string {
  return `${scopeName(scope)}, ${period}`;
}

function scopeName(scope: BudgetScope): string {
  const { kind, type, id } = shownScope(scope);
  if (kind === 'organisation') return 'Organisation';
  const what = type === undefined ? kind : `${kind} ${type}`;
  return id === ANY_ID ? `Each ${what}` : `${what} ${id}`;
}

function fail(field: string, message: string): never {
  throw invalid(field, message);
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError(`${field}: ${message}`, [{ field, message }]);
}

/** The part of a budget that its author writes, as readBudget takes it. */
function budgetFields(budget: Budget) {
  const { name, enabled, period, enforcement, unpriced, degradeTo, channels } = budget;
  return {
    name,
    enabled,
    scope: shownScope(budget.scope),
    period,
    ...limitAnswer(budget.limit),
    thresholds: budget.thresholds.map(({ at, severity, gate }) => ({
      ...('usd' in at ? { usd: formatDecimal(at.usd) } : { percent: percentNumber(at.percent) }),
      severity,
      ...(gate ? { gate } : {}),
    })),
    enforcement,
    unpriced,
    ...(budget.unpricedEstimate === undefined
      ? {}
      : { unpricedEstimateUsd: formatDecimal(budget.unpricedEstimate) }),
    degradeTo,
    channels,
    projectedAlerts: budget.projectedAlerts ?? true,
  };
}

/** A budget as the API answers it. */
export function budgetAnswer(budget: Budget): AnswerOf<typeof budgetSchema> {
  const { id, source, createdAt, createdBy, updatedAt, updatedBy } = budget;
  return {
    id,
    ...budgetFields(budget),
    source,
    ...(createdAt === undefined ? {} : { createdAt: isoTime(createdAt), createdBy }),
    ...(updatedAt === undefined ? {} : { updatedAt: isoTime(updatedAt), updatedBy }),
  };
}

function limitAnswer(limit: BudgetLimit): { limitUsd: string } | { limitShareOfRevenue: string } {
  return limit.kind === 'fixed'
    ? { limitUsd: formatDecimal(limit.usd) }
    : { limitShareOfRevenue: formatDecimal(limit.share) };
}

/** What the author wrote, with `changes` over it; the limit has one form only, a name that was not given follows. */
export function inputOf(budget: Budget, changes: BudgetInput = {}): BudgetInput {
  const kept: BudgetInput = { ...(budgetFields(budget) as BudgetInput) };
  if (budget.name === usualName(budget.scope, budget.period)) delete kept.name;
  if (changes.limitUsd !== undefined) delete kept.limitShareOfRevenue;
  if (changes.limitShareOfRevenue !== undefined) delete kept.limitUsd;
  return { ...kept, ...changes };
}
