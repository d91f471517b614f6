/** What a kind of scope can be asked; docs/architecture.md tells where each column is used. */
interface ScopeRow {
  /** What tells its values apart: nothing, an id, or a type and an id (of a tag: its name and its value). */
  readonly named: 'one' | 'id' | 'type and id';
  /** Where its totals of a day are: sums over the organisation's cells, or an item of its own. */
  readonly totals: 'cells' | 'own item';
  /** It has a total of what was recorded late for a month. */
  readonly late: boolean;
  /** Its entries are listed by hour. */
  readonly history: boolean;
  /** It has a name and other facts beside its costs. */
  readonly profile: boolean;
  /** Budgets may watch it. */
  readonly budget: boolean;
  /** Spending may be narrowed to one of its values. */
  readonly filter: boolean;
  /** Spending may be split by its values. */
  readonly dimension: boolean;
  /** What anomalies are looked for by: its values, or their types; null: none are. */
  readonly anomalies: string | null;
}

/**
 * Whose costs the ledger tells apart, one row for each kind. A kind is declared here and nowhere else: the
 * types below follow from its row, and every table over them refuses to compile until it has an answer.
 */
export const SCOPES = {
  organisation: {
    named: 'one',
    totals: 'cells',
    late: true,
    history: true,
    profile: false,
    budget: true,
    filter: false,
    dimension: false,
    anomalies: null,
  },
  operation: {
    named: 'id',
    totals: 'own item',
    late: false,
    history: false,
    profile: false,
    budget: false,
    filter: false,
    dimension: true,
    anomalies: null,
  },
  user: {
    named: 'id',
    totals: 'own item',
    late: true,
    history: true,
    profile: true,
    budget: true,
    filter: true,
    dimension: true,
    anomalies: 'user',
  },
  resource: {
    named: 'type and id',
    totals: 'own item',
    late: true,
    history: true,
    profile: true,
    budget: true,
    filter: true,
    dimension: true,
    anomalies: 'resourceType',
  },
  group: {
    named: 'type and id',
    totals: 'own item',
    late: true,
    history: true,
    profile: true,
    budget: true,
    filter: true,
    dimension: true,
    anomalies: null,
  },
  tag: {
    named: 'type and id',
    totals: 'own item',
    late: false,
    history: false,
    profile: false,
    budget: true,
    filter: true,
    dimension: true,
    anomalies: null,
  },
  provider: {
    named: 'id',
    totals: 'cells',
    late: false,
    history: false,
    profile: false,
    budget: true,
    filter: false,
    dimension: true,
    anomalies: null,
  },
  service: {
    named: 'id',
    totals: 'cells',
    late: false,
    history: false,
    profile: false,
    budget: true,
    filter: false,
    dimension: true,
    anomalies: 'service',
  },
  model: {
    named: 'id',
    totals: 'cells',
    late: false,
    history: false,
    profile: false,
    budget: true,
    filter: false,
    dimension: true,
    anomalies: 'model',
  },
} as const satisfies Record<string, ScopeRow>;

export type ScopeKind = keyof typeof SCOPES;
type Column = keyof ScopeRow;

/** The kinds that have a value in a column. */
type KindsWhere<C extends Column, Value> = {
  [K in ScopeKind]: (typeof SCOPES)[K][C] extends Value ? K : never;
}[ScopeKind];

export const SCOPE_KINDS = Object.keys(SCOPES) as readonly ScopeKind[];

function kindsWhere<C extends Column, const Value extends ScopeRow[C]>(
  column: C,
  value: Value,
): readonly KindsWhere<C, Value>[] {
  return SCOPE_KINDS.filter((kind): kind is KindsWhere<C, Value> => SCOPES[kind][column] === value);
}

/** Kinds whose values have a type: of a resource or group; of a tag, its name. */
export const TYPED_KINDS = kindsWhere('named', 'type and id');
export type TypedKind = (typeof TYPED_KINDS)[number];

/** Kinds whose totals are sums of the organisation's cells. */
export const CELL_KINDS = kindsWhere('totals', 'cells');
export type CellKind = (typeof CELL_KINDS)[number];

/** Kinds that have an item of their own for each day. */
export const OWN_TOTAL_KINDS = kindsWhere('totals', 'own item');
export type OwnTotalKind = (typeof OWN_TOTAL_KINDS)[number];

export const LATE_KINDS = kindsWhere('late', true);
export type LateKind = (typeof LATE_KINDS)[number];

export const HISTORY_KINDS = kindsWhere('history', true);
export type HistoryKind = (typeof HISTORY_KINDS)[number];

export const PROFILE_KINDS = kindsWhere('profile', true);
export type ProfileKind = (typeof PROFILE_KINDS)[number];

export const BUDGET_KINDS = kindsWhere('budget', true);
export type BudgetKind = (typeof BUDGET_KINDS)[number];

/** Kinds of things that work is booked on: named by type and id, with a name and other facts beside their costs. */
export type ThingKind = TypedKind & ProfileKind;
export const THING_KINDS = PROFILE_KINDS.filter((kind): kind is ThingKind => isTypedKind(kind));

export const FILTER_KINDS = kindsWhere('filter', true);
export type FilterKind = (typeof FILTER_KINDS)[number];

export const DIMENSION_KINDS = kindsWhere('dimension', true);
export type DimensionKind = (typeof DIMENSION_KINDS)[number];

/** What anomalies are looked for by. */
export type AnomalyDimension = Exclude<(typeof SCOPES)[ScopeKind]['anomalies'], null>;
export const ANOMALY_DIMENSIONS = Object.keys({
  service: true,
  model: true,
  user: true,
  resourceType: true,
} satisfies Record<AnomalyDimension, true>) as readonly AnomalyDimension[];

/** The id of the one organisation. */
export const ORGANISATION_ID = '-';
/** As an id: every value of a kind. */
export const ANY_ID = '*';

/** True for a kind whose values have a type. */
export function isTypedKind(kind: string): kind is TypedKind {
  return TYPED_KINDS.some((typed) => typed === kind);
}
