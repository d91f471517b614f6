import type { BudgetKind } from '../../contracts/scopes.ts';
import { ENTITY, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Budget, BudgetLimit, Threshold } from '../../core/budgets/budget.ts';
import { keptScope, shownScope } from '../../core/budgets/kept-scope.ts';
import type { StoredForm } from '../../core/budgets/organisation-form.ts';
import { decimalOf } from '../../core/budgets/read-amounts.ts';
import {
  type Decimal,
  formatDecimal,
  parseDecimal,
  parseUsd,
  type PicoUsd,
} from '../../core/money/decimal.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { Item } from './entry-item.ts';
import { BUDGET_PARTITION, escapeKey } from './keys.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';

/** Sort key of a budget in its collection. */
export function budgetItemSort(id: string): string {
  return `${SORT_PREFIX.budget}${escapeKey(id)}`;
}

interface StoredThreshold extends Pick<Threshold, 'severity' | 'gate'> {
  readonly usd?: string;
  readonly percent?: number;
}

/** A budget as it is kept: amounts as decimals, times as ISO texts, work without a user as `system`. */
interface StoredBudget extends Pick<
  Budget,
  | 'id'
  | 'name'
  | 'enabled'
  | 'period'
  | 'enforcement'
  | 'unpriced'
  | 'degradeTo'
  | 'channels'
  | 'projectedAlerts'
  | 'source'
> {
  readonly scope: { readonly kind: BudgetKind; readonly type?: string | undefined; readonly id: string };
  readonly limitUsd?: string | undefined;
  readonly limitShareOfRevenue?: string | undefined;
  readonly thresholds: readonly StoredThreshold[];
  readonly unpricedEstimateUsd?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly updatedBy?: string | undefined;
}

/** The stored form of a budget. */
export function budgetItem(budget: Budget): Item {
  const { id, name, enabled, scope, period, limit, thresholds, unpricedEstimate } = budget;
  const stored: StoredBudget = {
    id,
    name,
    enabled,
    scope: shownScope(scope),
    period,
    limitUsd: limit.kind === 'fixed' ? formatDecimal(limit.usd) : undefined,
    limitShareOfRevenue: limit.kind === 'revenue' ? formatDecimal(limit.share) : undefined,
    thresholds: thresholds.map(({ at, severity, gate }) => ({
      ...('usd' in at ? { usd: formatDecimal(at.usd) } : { percent: Number(formatDecimal(at.percent)) }),
      severity,
      gate,
    })),
    enforcement: budget.enforcement,
    unpriced: budget.unpriced,
    unpricedEstimateUsd: unpricedEstimate === undefined ? undefined : formatDecimal(unpricedEstimate),
    degradeTo: budget.degradeTo,
    channels: budget.channels,
    projectedAlerts: budget.projectedAlerts,
    source: budget.source,
    createdAt: isoOf(budget.createdAt),
    createdBy: budget.createdBy,
    updatedAt: isoOf(budget.updatedAt),
    updatedBy: budget.updatedBy,
  };
  return { pk: BUDGET_PARTITION, sk: budgetItemSort(id), e: ENTITY.budget, ...jsonItem('j', stored) };
}

/** Reads a stored budget. It was checked when it was written: a tag that is no longer tracked stays readable. */
export function budgetOf(item: Item): Budget {
  const stored = storedJson<StoredBudget>(item, 'j');
  const { kind, id, type } = stored.scope;
  const budget: Complete<Budget> = {
    id: stored.id,
    name: stored.name,
    enabled: stored.enabled,
    scope: keptScope(kind, id, type),
    period: stored.period,
    limit: limitOf(stored),
    thresholds: stored.thresholds.map(thresholdOf),
    enforcement: stored.enforcement,
    unpriced: stored.unpriced,
    unpricedEstimate: amountOf(stored.unpricedEstimateUsd),
    degradeTo: stored.degradeTo,
    channels: stored.channels,
    projectedAlerts: stored.projectedAlerts,
    source: stored.source,
    createdAt: instantOf(stored.createdAt),
    createdBy: stored.createdBy,
    updatedAt: instantOf(stored.updatedAt),
    updatedBy: stored.updatedBy,
  };
  return budget;
}

function limitOf({ limitUsd, limitShareOfRevenue }: StoredBudget): BudgetLimit {
  return limitShareOfRevenue === undefined
    ? { kind: 'fixed', usd: parseUsd(limitUsd ?? '') }
    : { kind: 'revenue', share: parseDecimal(limitShareOfRevenue) };
}

function thresholdOf({ usd, percent = 0, severity, gate }: StoredThreshold): Threshold {
  const at = usd === undefined ? { percent: decimalOf(percent) } : { usd: parseUsd(usd) };
  return { at, severity, ...(gate ? { gate } : {}) };
}

function isoOf(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : isoTime(at);
}

function instantOf(time: string | undefined): Instant | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

type FormAmount =
  | 'monthlyLimit'
  | 'dailyLimit'
  | 'warningThreshold'
  | 'criticalThreshold'
  | 'emergencyThreshold';
/** Amounts as decimals; `null` is a limit that was taken away. */
type KeptForm = Omit<StoredForm, FormAmount> & { readonly [K in FormAmount]?: string | null | undefined };

/** The stored form of the organisation's form. */
export function formItem(form: StoredForm): Item {
  const kept: KeptForm = {
    ...form,
    monthlyLimit: textOfAmount(form.monthlyLimit),
    dailyLimit: textOfAmount(form.dailyLimit),
    warningThreshold: textOfAmount(form.warningThreshold),
    criticalThreshold: textOfAmount(form.criticalThreshold),
    emergencyThreshold: textOfAmount(form.emergencyThreshold),
  };
  return { pk: BUDGET_PARTITION, sk: FORM_SORT, e: ENTITY.budget, ...jsonItem('j', kept) };
}

/** Reads the stored form; what was never set is absent, so that the stage's setting applies. */
export function formOf(item: Item): StoredForm {
  const stored = storedJson<KeptForm>(item, 'j');
  const form: Complete<StoredForm> = {
    monthlyLimit: stored.monthlyLimit === null ? null : amountOf(stored.monthlyLimit),
    dailyLimit: stored.dailyLimit === null ? null : amountOf(stored.dailyLimit),
    warningThreshold: amountOf(stored.warningThreshold),
    criticalThreshold: amountOf(stored.criticalThreshold),
    emergencyThreshold: amountOf(stored.emergencyThreshold),
    emailAlerts: stored.emailAlerts,
    emailRecipients: stored.emailRecipients,
    slackAlerts: stored.slackAlerts,
    webhookAlerts: stored.webhookAlerts,
    projectedAlerts: stored.projectedAlerts,
    autoScaleDown: stored.autoScaleDown,
    emergencyStop: stored.emergencyStop,
    degradeTo: stored.degradeTo,
    sealedSlackWebhook: stored.sealedSlackWebhook,
    sealedWebhook: stored.sealedWebhook,
    sealedWebhookKey: stored.sealedWebhookKey,
  };
  return form;
}

function textOfAmount(amount: Decimal | null | undefined): string | null | undefined {
  return typeof amount === 'bigint' ? formatDecimal(amount) : amount;
}

function amountOf(text: string | null | undefined): PicoUsd | undefined {
  return text === undefined || text === null ? undefined : parseUsd(text);
}

/** Sort key of the form in the collection. */
export const FORM_SORT = 'form';
