import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { BudgetChannel } from '../../contracts/alert-channels.ts';
import type { formSchema } from '../../contracts/api/budgets.ts';
import { DEFAULT_THRESHOLDS } from '../../contracts/default-thresholds.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import { formatDecimal, ONE, type Decimal, type PicoUsd } from '../money/decimal.ts';
import type { Budget, Threshold } from './budget.ts';
import type { Period } from '../../contracts/budget-vocabulary.ts';

/** Settings of the organisation's form that a stage may bring along and anybody may read. */
export interface FormSettings {
  /** Absent: no budget of that period. */
  readonly monthlyLimit?: PicoUsd | undefined;
  readonly dailyLimit?: PicoUsd | undefined;
  /** Percent of the limit. */
  readonly warningThreshold?: Decimal | undefined;
  readonly criticalThreshold?: Decimal | undefined;
  readonly emergencyThreshold?: Decimal | undefined;
  readonly emailAlerts?: boolean | undefined;
  readonly emailRecipients?: readonly string[] | undefined;
  readonly slackAlerts?: boolean | undefined;
  readonly webhookAlerts?: boolean | undefined;
  /** Whether projections raise alerts too. */
  readonly projectedAlerts?: boolean | undefined;
  /** Turns the gate to `degrade` at the critical threshold. */
  readonly autoScaleDown?: boolean | undefined;
  /** Turns the gate to `deny` at the emergency threshold. */
  readonly emergencyStop?: boolean | undefined;
  /** Cheaper model by model that `degrade` names. */
  readonly degradeTo?: Readonly<Record<string, string>> | undefined;
}

/** What people changed in the form; addresses and keys of webhooks only as the SecretBox sealed them. */
export interface StoredForm extends Omit<FormSettings, 'monthlyLimit' | 'dailyLimit'> {
  /** `null`: taken away, also where the stage has one. */
  readonly monthlyLimit?: PicoUsd | null | undefined;
  readonly dailyLimit?: PicoUsd | null | undefined;
  readonly sealedSlackWebhook?: string | null | undefined;
  readonly sealedWebhook?: string | null | undefined;
  readonly sealedWebhookKey?: string | null | undefined;
}

/** The form with every field filled in. */
export interface OrganisationForm {
  readonly monthlyLimit: PicoUsd | undefined;
  readonly dailyLimit: PicoUsd | undefined;
  readonly warningThreshold: Decimal;
  readonly criticalThreshold: Decimal;
  readonly emergencyThreshold: Decimal;
  readonly emailAlerts: boolean;
  readonly emailRecipients: readonly string[];
  readonly slackAlerts: boolean;
  readonly sealedSlackWebhook: string | undefined;
  readonly webhookAlerts: boolean;
  readonly projectedAlerts: boolean;
  readonly sealedWebhook: string | undefined;
  readonly sealedWebhookKey: string | undefined;
  readonly autoScaleDown: boolean;
  readonly emergencyStop: boolean;
  readonly degradeTo: Readonly<Record<string, string>>;
}

/** Ids of the two budgets that the form makes. */
export const FORM_BUDGET_IDS = { monthly: 'organisation-monthly', daily: 'organisation-daily' } as const;

/** What was stored, over what the stage brings, over the defaults. */
export function withDefaults(stored: StoredForm, stage: FormSettings): OrganisationForm {
  const both = { ...stage, ...withoutAbsent(stored) };
  return {
    monthlyLimit: both.monthlyLimit ?? undefined,
    dailyLimit: both.dailyLimit ?? undefined,
    warningThreshold: both.warningThreshold ?? DEFAULT_THRESHOLDS.warning * ONE,
    criticalThreshold: both.criticalThreshold ?? DEFAULT_THRESHOLDS.critical * ONE,
    emergencyThreshold: both.emergencyThreshold ?? DEFAULT_THRESHOLDS.emergency * ONE,
    // On by itself where somebody gets them: a switch that is on and reaches nobody would be no channel.
    emailAlerts: both.emailAlerts ?? (both.emailRecipients ?? []).length > 0,
    emailRecipients: both.emailRecipients ?? [],
    slackAlerts: both.slackAlerts ?? false,
    sealedSlackWebhook: stored.sealedSlackWebhook ?? undefined,
    webhookAlerts: both.webhookAlerts ?? false,
    projectedAlerts: both.projectedAlerts ?? true,
    sealedWebhook: stored.sealedWebhook ?? undefined,
    sealedWebhookKey: stored.sealedWebhookKey ?? undefined,
    autoScaleDown: both.autoScaleDown ?? false,
    emergencyStop: both.emergencyStop ?? false,
    degradeTo: both.degradeTo ?? {},
  };
}

function withoutAbsent(stored: StoredForm): StoredForm {
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
}

/** The ordinary budgets that the form makes: one for each limit it has. */
export function budgetsOfForm(form: OrganisationForm): Budget[] {
  return [...formBudget(form, 'monthly', form.monthlyLimit), ...formBudget(form, 'daily', form.dailyLimit)];
}

function formBudget(form: OrganisationForm, period: Period & ('monthly' | 'daily'), usd?: PicoUsd): Budget[] {
  if (usd === undefined) return [];
  return [
    {
      id: FORM_BUDGET_IDS[period],
      name: `Organisation, ${period}`,
      enabled: true,
      scope: ORGANISATION,
      period,
      limit: { kind: 'fixed', usd },
      thresholds: formThresholds(form),
      enforcement: 'alert',
      unpriced: 'estimate',
      degradeTo: form.degradeTo,
      channels: formChannels(form),
      projectedAlerts: form.projectedAlerts,
      source: 'form',
    },
  ];
}

/** Channels that the form has switched on. */
export function formChannels({ emailAlerts, slackAlerts, webhookAlerts }: OrganisationForm): BudgetChannel[] {
  return [
    ...(emailAlerts ? (['email'] as const) : []),
    ...(slackAlerts ? (['slack'] as const) : []),
    ...(webhookAlerts ? (['webhook'] as const) : []),
  ];
}

function formThresholds(form: OrganisationForm): Threshold[] {
  return [
    { at: { percent: form.warningThreshold }, severity: 'warning' },
    {
      at: { percent: form.criticalThreshold },
      severity: 'critical',
      gate: form.autoScaleDown ? 'degrade' : undefined,
    },
    {
      at: { percent: form.emergencyThreshold },
      severity: 'emergency',
      gate: form.emergencyStop ? 'deny' : undefined,
    },
  ];
}

/** The form as the API answers it: a webhook's address is never shown, only whether there is one. */
export function formAnswer(form: OrganisationForm): AnswerOf<typeof formSchema> {
  const { sealedSlackWebhook, sealedWebhook, sealedWebhookKey, monthlyLimit, dailyLimit, ...rest } = form;
  return {
    ...rest,
    monthlyLimit: monthlyLimit === undefined ? null : formatDecimal(monthlyLimit),
    dailyLimit: dailyLimit === undefined ? null : formatDecimal(dailyLimit),
    warningThreshold: percentNumber(form.warningThreshold),
    criticalThreshold: percentNumber(form.criticalThreshold),
    emergencyThreshold: percentNumber(form.emergencyThreshold),
    slackWebhookSet: sealedSlackWebhook !== undefined,
    webhookSet: sealedWebhook !== undefined && sealedWebhookKey !== undefined,
  };
}

/** A percentage as a JSON number. */
export function percentNumber(percent: Decimal): number {
  return Number(formatDecimal(percent));
}
