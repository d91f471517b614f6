import type { Reference } from '../core/usage-context.ts';

/** Amounts and quantities are exact decimal text, such as `"0.0375"`. */
export type Decimal = string;

/** Cost by provider, service and model; each adds up to the total. */
export interface Breakdown {
  provider: Record<string, Decimal>;
  service: Record<string, Decimal>;
  model: Record<string, Decimal>;
}

/** A budget as it stands for one scope. */
export interface BudgetStand {
  id: string;
  name: string;
  limitUsd: Decimal;
  spentUsd: Decimal;
  heldUsd: Decimal;
  percent: Decimal;
  severity: string;
  gate: 'allow' | 'degrade' | 'deny';
}

/** What every total tells; `asOf` says how fresh it is. */
export interface Totals {
  asOf: string;
  /** Days that the answer covers; null stands for the ledger's beginning and end. */
  from: string | null;
  to: string | null;
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  heldUsd: Decimal;
  breakdown: Breakdown;
  usage: Record<string, Decimal>;
  budgets: BudgetStand[];
  firstAt: string | null;
  updatedAt: string | null;
}

/** Cost without a user of what somebody created; part of the total of `system` alone. */
export interface CreatedTotals {
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  complete: boolean;
  items: {
    kind: 'resource' | 'group';
    type: string;
    id: string;
    name: string | null;
    totalUsd: Decimal;
    events: number;
    unpricedEvents: number;
  }[];
}

export interface UserTotals extends Totals {
  userId: string;
  created: CreatedTotals;
}

/** The live receipt of a job. */
export interface Receipt extends Totals {
  resource: Reference;
  groups: Reference[];
}

export interface ResourceLine {
  type: string;
  id: string;
  name: string | null;
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  firstAt: string | null;
  updatedAt: string | null;
  deletedAt: string | null;
}

export interface GroupTotals extends Totals {
  group: Reference;
  resources: ResourceLine[];
  nextCursor?: string | undefined;
}

/** One priced part: quantity × unitPriceUsd ÷ per = costUsd. */
export interface EntryLine {
  unit: string;
  quantity: Decimal;
  unitPriceUsd: Decimal;
  per: Decimal;
  costUsd: Decimal;
  priceId: string;
}

/** One line of the ledger; what the sender left out is null. */
export interface Entry {
  id: string;
  day: string;
  occurredAt: string;
  recordedAt: string;
  provider: string;
  service: string;
  model: string;
  region: string | null;
  attributes: Record<string, string>;
  usage: Record<string, Decimal>;
  lines: EntryLine[];
  costUsd: Decimal;
  status: 'priced' | 'unpriced' | 'reported';
  /** Of an unpriced entry the parts that no line bills. */
  unpriced: string[];
  reportedCostUsd: Decimal | null;
  userId: string | null;
  resource: Reference | null;
  group: Reference | null;
  tags: Record<string, string>;
  operation: string | null;
  outcome: string | null;
  attempt: number | null;
  holdId: string | null;
  metadata: Record<string, unknown> | null;
  catalogueVersion: string;
  correctionOf: string | null;
}

/** A page of history; `nextCursor` is absent on the last one. */
export interface EntryPage {
  asOf: string;
  entries: Entry[];
  /** Usage entries of the whole days in range; absent where another filter is given. */
  total?: number | undefined;
  nextCursor?: string | undefined;
}

/** Counts since the start of the ledger. */
export interface LedgerStatus {
  asOf: string;
  recorded: number;
  aggregated: number;
  rejected: number;
  duplicates: number;
  conflicts: number;
  unpriced: number;
  lagSeconds: number;
  balancedAsOf: string | null;
  olderAuditedAsOf: string | null;
  drift: Decimal;
}

/** The organisation's budgets for the month and the day that are open. */
export interface BudgetStatus {
  asOf: string;
  monthly: PeriodStand;
  daily: PeriodStand;
  /** What the gate does now. */
  actions: { gate: 'allow' | 'degrade' | 'deny' };
}

/** One of the organisation's periods; without a limit there is no percentage and nothing is held. */
export interface PeriodStand {
  periodKey: string;
  resetsAt: string | null;
  limitUsd: Decimal | null;
  spentUsd: Decimal;
  heldUsd: Decimal;
  projectedUsd: Decimal | null;
  percent: Decimal;
  severity: string;
  unpricedEvents: number;
}

/** Something long, under way. */
export interface Job {
  asOf: string;
  id: string;
  kind: string;
  status: 'running' | 'done' | 'failed';
  progress: { done: number; total?: number | undefined };
  result?: unknown;
  resultUrl: string | null;
  error: string | null;
}
