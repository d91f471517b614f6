import type { Reference } from '../core/usage-context.ts';

// Made of the API's schemas by `npm run client:shapes`; change contracts/api or scripts/client-shapes instead.

/** Amounts and quantities are exact decimal text, such as `"0.0375"`. */
export type Decimal = string;

/** Cost by provider, service and model; each adds up to the total. */
export interface Breakdown {
  provider: Record<string, Decimal>;
  service: Record<string, Decimal>;
  model: Record<string, Decimal>;
}

/** The state of a budget for one scope. */
export interface BudgetStand {
  id: string;
  name: string;
  period: 'daily' | 'weekly' | 'monthly' | 'lifetime';
  limitUsd: Decimal;
  spentUsd: Decimal;
  heldUsd: Decimal;
  projectedUsd?: Decimal | undefined;
  percent: Decimal;
  severity: 'ok' | 'warning' | 'critical' | 'emergency';
  unpricedEvents: number;
  gate: 'allow' | 'degrade' | 'deny';
}

/** What every total tells; `asOf` says how fresh it is. */
export interface Totals {
  asOf: string;
  /** First and last day that the answer covers; null: since the ledger began, and until now. */
  from: string | null;
  to: string | null;
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  uncertainEvents: number;
  heldUsd: Decimal;
  breakdown: Breakdown;
  modelIds: Record<string, Record<string, Decimal>>;
  usage: Record<string, Decimal>;
  budgets: BudgetStand[];
  firstAt: string | null;
  updatedAt: string | null;
  neverUsed: boolean;
}

/** Cost without a user of what a user created; part of the total of `system` alone. */
export interface CreatedTotals {
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  /** False when there is more than the answer looks at; the sums are of what it looked at. */
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

/** Totals of one user. */
export interface UserTotals extends Totals {
  userId: string;
  name: string | null;
  deletedAt: string | null;
  created: CreatedTotals;
}

/** The live receipt of a job. */
export interface Receipt extends Totals {
  resource: Reference;
  name: string | null;
  createdBy: string | null;
  deletedAt: string | null;
  groups: {
    type: string;
    id: string;
    name?: string | undefined;
  }[];
  pending: {
    heldUsd: Decimal;
    unpricedEvents: number;
    uncountedEvents: number;
    queuedMessages: number | null;
    complete: boolean;
  };
}

/** The token's own part of a resource, live, also where others worked on it. */
export interface OwnResource {
  asOf: string;
  resource: Reference;
  name: string | null;
  from: string | null;
  to: string | null;
  breakdown: Breakdown;
  modelIds: Record<string, Record<string, Decimal>>;
  usage: Record<string, Decimal>;
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  firstAt: string | null;
  updatedAt: string | null;
  created?:
    | {
        totalUsd: Decimal;
        unpricedEvents: number;
      }
    | undefined;
}

/** The token's own part of each resource, the most expensive first. */
export interface OwnResourceList {
  asOf: string;
  from: string | null;
  to: string | null;
  resources: {
    type: string;
    id: string;
    name: string | null;
    totalUsd: Decimal;
    events: number;
    unpricedEvents: number;
    firstAt: string | null;
    updatedAt: string | null;
    created?:
      | {
          totalUsd: Decimal;
          unpricedEvents: number;
        }
      | undefined;
  }[];
  complete: boolean;
  nextCursor?: string | undefined;
}

/** One resource of a list. */
export interface ResourceLine {
  type: string;
  id: string;
  name: string | null;
  createdBy: string | null;
  deletedAt: string | null;
  totalUsd: Decimal;
  events: number;
  unpricedEvents: number;
  firstAt: string | null;
  updatedAt: string | null;
}

/** Totals of one group, with its resources, the most expensive first. */
export interface GroupTotals extends Totals {
  group: Reference;
  name: string | null;
  createdBy: string | null;
  deletedAt: string | null;
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
  status: 'priced' | 'unpriced' | 'reported' | 'uncertain';
  /** Of an unpriced entry the parts that no line bills. */
  unpriced: string[];
  reportedCostUsd: Decimal | null;
  userId: string | null;
  resource: Reference | null;
  group: Reference | null;
  tags: Record<string, string>;
  operation: string | null;
  outcome: string | null;
  problems: string[] | null;
  attempt: number | null;
  via: string | null;
  holdId: string | null;
  correlationId: string | null;
  metadata: Record<string, unknown> | null;
  catalogueVersion: string;
  approximate: boolean;
  correctionOf: string | null;
  reason: string | null;
}

/** A page of history; `nextCursor` is absent on the last one. */
export interface EntryPage {
  asOf: string;
  entries: Entry[];
  /** Entries looked at for this page; more than it lists where a filter is not indexed. */
  scanned: number;
  /** The page ended because enough entries were looked at, and not because it was full. */
  partial: boolean;
  names?:
    | {
        kind: string;
        type?: string | undefined;
        id: string;
        name: string;
      }[]
    | undefined;
  nextCursor?: string | undefined;
}

/** A page of the history of one user. */
export interface UserEntryPage {
  asOf: string;
  userId: string;
  entries: Entry[];
  scanned: number;
  partial: boolean;
  names?:
    | {
        kind: string;
        type?: string | undefined;
        id: string;
        name: string;
      }[]
    | undefined;
  nextCursor?: string | undefined;
  /** Usage entries of the whole days in range that fit the filters; absent where they are too many to add up. */
  total?: number | undefined;
  /** What they cost. */
  totalUsd?: Decimal | undefined;
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
  priceDataAge: number;
  heldPricePacks: number;
  expiringKeys: {
    id: string;
    name: string;
    expiresAt: string;
  }[];
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
  severity: 'ok' | 'warning' | 'critical' | 'emergency';
  unpricedEvents: number;
}

/** The organisation's budgets for the month and the day that are open. */
export interface BudgetStatus {
  asOf: string;
  monthly: PeriodStand;
  daily: PeriodStand;
  /** What the gate does now. */
  actions: {
    gate: 'allow' | 'degrade' | 'deny';
    budgets: {
      id: string;
      name: string;
      gate: 'allow' | 'degrade' | 'deny';
    }[];
  };
}

/** The biggest spenders first; work without a user is `system`. */
export interface UserList {
  asOf: string;
  from: string | null;
  to: string | null;
  users: {
    userId: string;
    name: string | null;
    deletedAt: string | null;
    totalUsd: Decimal;
    events: number;
    unpricedEvents: number;
  }[];
  nextCursor?: string | undefined;
}

/** Cost by one dimension, the most expensive first. */
export interface BreakdownPage {
  asOf: string;
  dimension: string;
  from: string | null;
  to: string | null;
  items: {
    key: string;
    type?: string | undefined;
    id?: string | undefined;
    name?: string | undefined;
    unnamed?: true | undefined;
    totalUsd: Decimal;
    events: number | null;
    unpricedEvents: number | null;
    share: Decimal;
    ids?:
      | {
          id: string;
          totalUsd: Decimal;
          events: number | null;
        }[]
      | undefined;
  }[];
  totalUsd: Decimal;
  unpricedEvents: number | null;
  /** True where entries were added up, because no totals are kept for the filters together. */
  scanned: boolean;
  neverUsed?: string[] | undefined;
  nextCursor?: string | undefined;
}

/** Every point of a range in order, zeros included. */
export interface Trends {
  asOf: string;
  interval: 'hour' | 'day' | 'week' | 'month';
  dimension: string | null;
  points: {
    at: string;
    period: string;
    totalUsd: Decimal;
    events: number;
    unpricedEvents: number | null;
    by: Record<string, Decimal>;
    othersUsd?: Decimal | undefined;
    unnamedUsd?: Decimal | undefined;
  }[];
  scanned: boolean;
  neverUsed?: string[] | undefined;
}

/** A budget in the period that is open. */
export interface BudgetState {
  id: string;
  name: string;
  scope: {
    kind: 'organisation' | 'user' | 'resource' | 'group' | 'tag' | 'provider' | 'service' | 'model';
    type?: string | undefined;
    id: string;
  };
  period: 'daily' | 'weekly' | 'monthly' | 'lifetime';
  periodKey: string;
  resetsAt: string | null;
  limitUsd: Decimal;
  spentUsd: Decimal;
  heldUsd: Decimal;
  projectedUsd?: Decimal | undefined;
  percent: Decimal;
  severity: 'ok' | 'warning' | 'critical' | 'emergency';
  unpricedEvents: number;
  gate: 'allow' | 'degrade' | 'deny';
}

/** Budgets, each with its state where it is of one value. */
export interface BudgetList {
  asOf: string;
  budgets: {
    id: string;
    name: string;
    enabled: boolean;
    scope: {
      kind: 'organisation' | 'user' | 'resource' | 'group' | 'tag' | 'provider' | 'service' | 'model';
      type?: string | undefined;
      id: string;
    };
    period: 'daily' | 'weekly' | 'monthly' | 'lifetime';
    limitUsd?: Decimal | undefined;
    limitShareOfRevenue?: Decimal | undefined;
    thresholds: {
      percent?: number | undefined;
      usd?: Decimal | undefined;
      severity: 'warning' | 'critical' | 'emergency';
      gate?: 'allow' | 'degrade' | 'deny' | undefined;
    }[];
    enforcement: 'alert' | 'degrade' | 'deny';
    unpriced: 'allow' | 'estimate' | 'deny';
    unpricedEstimateUsd?: Decimal | undefined;
    degradeTo: Record<string, string>;
    channels: ('email' | 'slack' | 'webhook' | 'event')[];
    projectedAlerts: boolean;
    source: 'form' | 'stage' | 'stored';
    createdAt?: string | undefined;
    createdBy?: string | undefined;
    updatedAt?: string | undefined;
    updatedBy?: string | undefined;
    state?: BudgetState | undefined;
  }[];
  unreadable?: string[] | undefined;
  names?:
    | {
        kind: string;
        type?: string | undefined;
        id: string;
        name: string;
      }[]
    | undefined;
  nextCursor?: string | undefined;
}

/** One price: unitPriceUsd is for `per` units. */
export interface PriceRow {
  id: string;
  layer: 'override' | 'curated' | 'catalogue' | 'generated';
  provider: string;
  service: string;
  sku: string;
  models: string[];
  unit: string;
  unitPriceUsd: Decimal;
  per: Decimal;
  attributes: Record<string, string>;
  region: string | null;
  tierMode: 'none' | 'cliff' | 'graduated';
  tiers: {
    above: Decimal;
    unitPriceUsd: Decimal;
  }[];
  effectiveFrom: string | null;
  effectiveTo: string | null;
  source: string | null;
  observedAt: string | null;
  userId: string | null;
  tag: {
    name: string;
    value: string;
  } | null;
}

/** Prices by provider, SKU, unit and time. */
export interface PriceList {
  asOf: string;
  catalogueVersion: string;
  prices: PriceRow[];
  total: number;
  nextCursor?: string | undefined;
}

/** One user and month by service and model, like an invoice. */
export interface Statement {
  asOf: string;
  number: string;
  issuer: string;
  user: {
    id: string;
    name?: string | undefined;
  };
  month: string;
  period: {
    from: string;
    to: string;
  };
  issuedOn: string;
  status: 'final' | 'provisional';
  currency: string;
  exchange?:
    | {
        currency: string;
        rate: Decimal;
        date: string;
        source: string;
      }
    | undefined;
  markupPercent: string;
  events: number;
  neverUsed: boolean;
  lines: {
    service: string;
    model: string;
    ids?: string[] | undefined;
    amount: string;
    exactAmount: Decimal;
    parts?:
      | {
          unit: string;
          quantity: Decimal;
          unitPrice: Decimal;
          per: Decimal;
        }[]
      | undefined;
    otherExactAmount?: Decimal | undefined;
  }[];
  rounding: string;
  total: string;
  exactTotal: Decimal;
  costUsd: Decimal;
  lateCostUsd?: Decimal | undefined;
  unpricedEvents: number;
  created?:
    | {
        amount: string;
        costUsd: Decimal;
        events: number;
        unpricedEvents: number;
        complete: boolean;
      }
    | undefined;
}

/** Something long, under way. */
export interface Job {
  asOf: string;
  id: string;
  kind: string;
  status: 'running' | 'done' | 'failed';
  progress: {
    done: number;
    total?: number | undefined;
  };
  /** What it found, when it is small. */
  result?: unknown;
  /** Where a large result is, for some minutes. */
  resultUrl: string | null;
  error: string | null;
  createdAt: string;
  updatedAt: string;
}
