import { Table } from '../adapters/dynamo/table.ts';
import { authorizeCall, type GateDecision } from '../core/gate/authorize-call.ts';
import { heldKeyOf } from '../core/budgets/budget-state.ts';
import { periodAt } from '../core/budgets/budget-period.ts';
import { settleHolds } from '../core/gate/settle-holds.ts';
import { formatDecimal, parseDecimal, parseUsd, type PicoUsd, ZERO_USD } from '../core/money/decimal.ts';
import { addContribution, contributionsOf } from '../core/spend/contributions.ts';
import { dayOf } from '../core/time/ledger-time.ts';
import type { BudgetInput } from '../contracts/api/budget-shapes.ts';
import { totalsWriter } from '../lambdas/composition/stores.ts';
import { anEntry } from '../testing/factories.ts';
import { startDynamo, type TestDynamo } from '../testing/dynamo.ts';
import { budgetOf, dynamoGate, usesOf } from '../testing/gate.ts';
import { type Meter, newMeter, type Weakness, weaken } from '../testing/weaken.ts';
import { seededRandom } from '../testing/random.ts';
import { cpuSecondsOf, round } from './support/measure.ts';

export const description =
  '1,000 callers at once against one budget, as the engine is and weakened; hold rate';

const CALLERS = 1000;
const CENT = parseUsd('0.01');
const MODELS_A_DAY = 40;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHANGE = { at: 0, by: 'bench', subject: 'bench', what: 'created' };
const NARROW: readonly BudgetInput[] = [
  { scope: { kind: 'resource', type: 'run', id: 'r' }, limitUsd: '1000' },
  { scope: { kind: 'user', id: 'u' }, limitUsd: '1000' },
  { scope: { kind: 'group', type: 'team', id: 'g' }, limitUsd: '1000' },
];
const SUBJECT = {
  userId: 'u',
  resource: { type: 'run', id: 'r' },
  group: { type: 'team', id: 'g' },
};

type DynamoGate = ReturnType<typeof dynamoGate>;

/** A gate on a table of its own, with the organisation's day at `limitUsd` and `narrow` budgets before it. */
async function openGate(
  dynamo: TestDynamo,
  table: string,
  limitUsd: string,
  narrow: readonly BudgetInput[],
  weakness: Omit<Weakness, 'random'> = {},
  lanes = 1,
): Promise<{ gate: DynamoGate; meter: Meter }> {
  await dynamo.createTable(table);
  const meter = newMeter();
  const seeded = seededRandom(1);
  const random = () => seeded.uniform();
  const clock = { now: () => Date.now() };
  const gate = dynamoGate(
    weaken(dynamo.client(), { random, ...weakness }, meter),
    weaken(dynamo.client(), { random, ...weakness }, meter),
    table,
    clock,
    lanes,
  );
  const budgets = [
    budgetOf('organisation', { limitUsd }),
    ...narrow.map((one, i) => budgetOf(`narrow-${i}`, one)),
  ];
  const { store } = dynamoGate(dynamo.client(), dynamo.client(), table, clock);
  for (const budget of budgets) await store.putBudget(budget, CHANGE);
  return { gate, meter };
}

/** Totals of the organisation as a busy ledger has them: MODELS_A_DAY with every hour, today and yesterday. */
async function fillDays(dynamo: TestDynamo, table: string): Promise<void> {
  const writer = totalsWriter({ table: new Table(dynamo.client(), table), newId: () => '' });
  const now = Date.now();
  for (const at of [now - DAY_MS, now]) {
    const day = dayOf(at, 'UTC');
    for (let model = 0; model < MODELS_A_DAY; model++) {
      const hours = Array.from({ length: 24 }, (_, hour) => Date.parse(day) + hour * HOUR_MS);
      const [cell, ...others] = hours.flatMap((occurredAt) =>
        contributionsOf(anEntry({ day, occurredAt, model: `model-${model}` }), 'UTC').filter(
          ({ total }) => total.kind === 'cell',
        ),
      );
      if (!cell) throw new Error('an entry has no cell');
      for (const other of others) addContribution(cell, other);
      await writer.commit([], [cell], now);
    }
  }
}

async function heldNow(gate: DynamoGate): Promise<PicoUsd> {
  const budget = (await gate.books.current()).budget('organisation');
  const key = heldKeyOf({ budget, value: budget.scope }, periodAt('daily', gate.clock.now(), 'UTC'));
  return (await gate.held.read([key])).held[0]?.held ?? ZERO_USD;
}

/** All callers at once against $5.00. */
async function rush(
  dynamo: TestDynamo,
  name: string,
  narrow: readonly BudgetInput[],
  weakness?: Omit<Weakness, 'random'>,
) {
  const { gate, meter } = await openGate(dynamo, `rush-${name}`, '5.00', narrow, weakness);
  const started = performance.now();
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, () => authorizeCall({ subject: SUBJECT, estimate: CENT }, gate)),
  );
  const seconds = (performance.now() - started) / 1000;
  const allowed = answers.filter(({ decision }) => decision === 'allow');
  const used = { ...meter };
  const held = await heldNow(gate);
  await settleHolds(usesOf(...allowed.map(({ hold }) => hold?.id)), gate);
  const over = held - parseDecimal('5');
  return {
    allowed: allowed.length,
    overshoot: formatDecimal(over > 0n ? over : 0n),
    leftHeld: formatDecimal(await heldNow(gate)),
    attempts: used.writes + used.refusals,
    refusals: used.refusals,
    staleReads: used.staleReads,
    writeUnits: used.writeUnits,
    readUnits: used.readUnits,
    seconds: round(seconds),
  };
}

/** Holds for a while with some callers in flight, under a limit that is never reached. */
async function pace(
  dynamo: TestDynamo,
  name: string,
  narrow: readonly BudgetInput[],
  inFlight: number,
  count: number,
  isBusy = false,
) {
  const { gate, meter } = await openGate(dynamo, `pace-${name}`, '1000000', narrow);
  if (isBusy) await fillDays(dynamo, `pace-${name}`);
  const times: number[] = [];
  const decisions: GateDecision[] = [];
  let left = count;
  const cpu = process.cpuUsage();
  const engine = cpuSecondsOf(dynamo.pid);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) {
        const begun = performance.now();
        decisions.push(await authorizeCall({ subject: SUBJECT, estimate: CENT }, gate));
        times.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = times.sort((a, b) => a - b);
  return {
    inFlight,
    holds: decisions.length,
    p50Ms: round(sorted[Math.floor(count * 0.5)] ?? 0),
    p99Ms: round(sorted[Math.floor(count * 0.99)] ?? 0),
    holdsPerSecond: Math.round(decisions.length / seconds),
    cpuMsPerHold: round((user + system) / 1000 / count),
    engineCpuMsPerHold: round(((cpuSecondsOf(dynamo.pid) - engine) * 1000) / count),
    writeUnitsPerHold: round(meter.writeUnits / count),
    readUnitsPerHold: round(meter.readUnits / count),
  };
}

/** Writes a second that one item takes here; DynamoDB takes 1,000, more than this machine can ask for. */
const WALL = 40;
const WALL_SECONDS = 5;

/** How fast the organisation holds when one item takes only WALL writes a second. */
async function againstWall(dynamo: TestDynamo, lanes: number) {
  const { gate } = await openGate(dynamo, `wall-${lanes}`, '1000000', [], { writesPerSecond: WALL }, lanes);
  const end = performance.now() + WALL_SECONDS * 1000;
  let holds = 0;
  let refused = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (performance.now() < end) {
        try {
          await authorizeCall({ subject: SUBJECT, estimate: CENT }, gate);
          holds++;
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'ThrottlingException') throw error;
          refused++;
        }
      }
    }),
  );
  return { lanes, writesPerSecondOfOneItem: WALL, holdsPerSecond: Math.round(holds / WALL_SECONDS), refused };
}

/** Runs every part and prints each as it ends; the last line holds them all. */
export async function run(): Promise<object> {
  const dynamo = await startDynamo();
  const result: Record<string, object> = {};
  const part = async (name: string, work: () => Promise<object>) => {
    result[name] = await work();
    console.log(
      name.padEnd(18),
      Object.entries(result[name])
        .map(([key, value]) => `${key} ${value}`)
        .join(', '),
    );
  };
  try {
    await pace(dynamo, 'warm-up', [], 20, 300);
    await part('oneBudget', () => rush(dynamo, 'one', []));
    await part('fourBudgets', () => rush(dynamo, 'four', NARROW));
    const weakness = { conflict: 0.15, throttle: 0.05, delayMs: 20 };
    await part('weakened', () => rush(dynamo, 'weak', [], weakness));
    await part('weakenedFour', () => rush(dynamo, 'weak-four', NARROW, weakness));
    await part('alone', () => pace(dynamo, 'alone', [], 1, 500));
    await part('twentyInFlight', () => pace(dynamo, 'twenty', [], 20, 3000));
    await part('busyLedger', () => pace(dynamo, 'busy', [], 20, 500, true));
    await part('twentyFourBudgets', () => pace(dynamo, 'twenty-four', NARROW, 20, 1000));
    await part('wallOneLane', () => againstWall(dynamo, 1));
    await part('wallFourLanes', () => againstWall(dynamo, 4));
  } finally {
    dynamo.stop();
  }
  return result;
}
