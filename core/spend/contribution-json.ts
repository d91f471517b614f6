import { formatDecimal, parseQuantity, parseUsd } from '../money/decimal.ts';
import type { OutcomeKind } from '../../contracts/usage-vocabulary.ts';
import type { Contribution } from './contributions.ts';
import type { Failures, Sums } from './total.ts';
import type { TotalId } from './total-id.ts';

type SumsJson = readonly [costUsd: string, events: number, unpriced: number];

/** A contribution as plain JSON, amounts and quantities as decimal texts. */
export interface ContributionJson {
  readonly total: TotalId;
  readonly sums: SumsJson;
  readonly unowned?: SumsJson;
  readonly failures?: readonly [...sums: SumsJson, asked: number];
  readonly hours?: readonly (readonly [hour: string, costUsd: string, events: number])[];
  readonly breakdown?: readonly (readonly [
    name: string,
    provider: string,
    service: string,
    model: string,
    costUsd: string,
  ])[];
  readonly usage?: readonly (readonly [unit: string, quantity: string])[];
  readonly outcomes?: readonly (readonly [kind: OutcomeKind, count: number])[];
  readonly firstAt?: number;
}

/** A contribution as JSON.stringify takes it, to the last digit. */
export function contributionJson(contribution: Contribution): ContributionJson {
  const { total, unowned, failures, hours, breakdown, usage, outcomes, firstAt } = contribution;
  return {
    total,
    sums: sumsJson(contribution),
    ...(unowned && { unowned: sumsJson(unowned) }),
    ...(failures && { failures: [...sumsJson(failures), failures.asked] as const }),
    ...(hours && {
      hours: [...hours].map(([hour, { cost, events }]) => [hour, formatDecimal(cost), events] as const),
    }),
    ...(breakdown && {
      breakdown: [...breakdown].map(
        ([name, { provider, service, model, cost }]) =>
          [name, provider, service, model, formatDecimal(cost)] as const,
      ),
    }),
    ...(usage && { usage: [...usage].map(([unit, quantity]) => [unit, formatDecimal(quantity)] as const) }),
    ...(outcomes && { outcomes: [...outcomes] }),
    ...(firstAt !== undefined && { firstAt }),
  };
}

/** Reads back what contributionJson gave. */
export function contributionOfJson(json: ContributionJson): Contribution {
  const { total, sums, unowned, failures, hours, breakdown, usage, outcomes, firstAt } = json;
  return {
    total,
    ...sumsOfJson(sums),
    ...(unowned && { unowned: sumsOfJson(unowned) }),
    ...(failures && { failures: failuresOfJson(failures) }),
    ...(hours && {
      hours: new Map(hours.map(([hour, cost, events]) => [hour, { cost: parseUsd(cost), events }])),
    }),
    ...(breakdown && {
      breakdown: new Map(
        breakdown.map(([name, provider, service, model, cost]) => [
          name,
          { provider, service, model, cost: parseUsd(cost) },
        ]),
      ),
    }),
    ...(usage && { usage: new Map(usage.map(([unit, quantity]) => [unit, parseQuantity(quantity)])) }),
    ...(outcomes && { outcomes: new Map(outcomes) }),
    ...(firstAt !== undefined && { firstAt }),
  };
}

function sumsJson({ cost, events, unpriced }: Sums): SumsJson {
  return [formatDecimal(cost), events, unpriced];
}

function sumsOfJson([cost, events, unpriced]: SumsJson): Sums {
  return { cost: parseUsd(cost), events, unpriced };
}

function failuresOfJson([cost, events, unpriced, asked]: NonNullable<
  ContributionJson['failures']
>): Failures {
  return { ...sumsOfJson([cost, events, unpriced]), asked };
}
