import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDecimal, type PicoUsd, parseUsd, sumUsd } from '../../core/money/decimal.ts';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { seededRandom } from '../../testing/random.ts';
import { readApi, readCounts, sendBodies, type StatusCounts } from '../../testing/usage-flow.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { readProofOptions } from '../read-options.ts';

const HELP = `npm run prove -- kills [--rounds 100] [--lanes 2] [--seed 1] [--json]

Runs local systems under load, each on a data folder of its own, and ends the runner, which holds queue, gateway and
functions, or the engine of the table by kill -9 at a random moment of each round. In the end every message that the
queue took is in the ledger once, recorded is aggregated, and the totals by provider are what the entries add up to,
to the last digit. Ends with 1 otherwise.

  --rounds N  how many kills, on all data folders together
  --lanes N   how many systems, side by side
  --seed N    other moments, other parts
  --json      only the last line, one JSON object
`;

/** Each event costs this much by the list price: 100,000 input tokens of GPT-4.1 mini. */
const EVENT_USD = parseUsd('0.04');
const EVENTS_A_MESSAGE = 5;
const LONGEST_MS = 2_500;
const QUIET_LOOKS = 5;

/** Messages that were offered, and those of them that the queue said it has. */
interface Sent {
  offered: number;
  taken: number;
}

/** Sends until the system is gone; a message whose answer is lost may be in the queue or not. */
async function sendUntil(
  system: LocalSystem,
  round: number,
  sent: Sent,
  isOver: () => boolean,
): Promise<void> {
  for (let index = 0; !isOver(); index++) {
    const events = Array.from({ length: EVENTS_A_MESSAGE }, (_, number) => ({
      id: `r${round}-${index}-${number}`,
      occurredAt: new Date().toISOString(),
      provider: 'openai',
      model: 'gpt-4.1-mini',
      usage: { input_tokens: 100_000 },
      userId: `user-${index % 7}`,
      resource: { type: 'job', id: `job-${round}` },
    }));
    sent.offered += EVENTS_A_MESSAGE;
    try {
      await sendBodies(system.endpoints, [JSON.stringify({ events })]);
      sent.taken += EVENTS_A_MESSAGE;
    } catch (error) {
      if (!isOver()) throw error;
    }
  }
}

async function killRound(data: string, round: number, random: () => number, sent: Sent): Promise<string> {
  const system = await startLocalSystem('--data', data);
  let over = false;
  const sending = sendUntil(system, round, sent, () => over);
  await sleep(random() * LONGEST_MS);
  const isRunner = random() < 0.5;
  over = true;
  process.kill(isRunner ? system.pid : Number(readFileSync(join(data, 'dynoxide.pid'), 'utf8')), 'SIGKILL');
  await sending;
  await system[Symbol.asyncDispose]();
  return isRunner ? 'runner' : 'engine';
}

/** Messages whose answer was lost may still be on their way: nothing has moved for some looks. */
async function untilQuiet(read: () => Promise<StatusCounts>): Promise<StatusCounts> {
  let last = await read();
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    await sleep(1000);
    const now = await read();
    quiet = now.recorded === last.recorded && now.recorded === now.aggregated ? quiet + 1 : 0;
    last = now;
  }
  return last;
}

/** What the last start finds; faults in words. */
async function judge(data: string, sent: Sent): Promise<{ recorded: number; faults: string[] }> {
  await using system = await startLocalSystem('--data', data);
  const { endpoints } = system;
  // The queue gives back what a killed function held when its time is over.
  await waitFor(
    `${sent.taken} events to be in the totals`,
    () => readCounts(endpoints),
    ({ recorded, aggregated }) => recorded === aggregated && recorded >= sent.taken,
  );
  const { recorded } = await untilQuiet(() => readCounts(endpoints));
  const faults: string[] = [];
  if (recorded < sent.taken || recorded > sent.offered) {
    faults.push(`${recorded} events are recorded, and between ${sent.taken} and ${sent.offered} were sent`);
  }
  const { items } = await readApi<{ items: { totalUsd: string; events: number }[] }>(
    endpoints,
    '/breakdown/provider',
  );
  const total = sumUsd(items.map(({ totalUsd }) => parseUsd(totalUsd)));
  const expected = sumUsd(Array.from({ length: recorded }, (): PicoUsd => EVENT_USD));
  if (total !== expected)
    faults.push(
      `totals say ${formatDecimal(total)}, and ${recorded} recorded events cost ${formatDecimal(expected)}`,
    );
  const { users } = await readApi<{ users: { totalUsd: string }[] }>(endpoints, '/users?limit=200');
  const byUser = sumUsd(users.map(({ totalUsd }) => parseUsd(totalUsd)));
  if (byUser !== expected)
    faults.push(
      `users add up to ${formatDecimal(byUser)}, and recorded events cost ${formatDecimal(expected)}`,
    );
  return { recorded, faults };
}

/** Kills one system after the other on one folder, and judges what is left in it. */
async function runLane({
  rounds,
  seed,
  onRound,
}: {
  rounds: number;
  seed: number;
  onRound: (part: string, taken: number) => void;
}) {
  const random = seededRandom(seed).uniform;
  const data = mkdtempSync(join(tmpdir(), 'costkeeper-kills-'));
  const sent: Sent = { offered: 0, taken: 0 };
  try {
    for (let round = 1; round <= rounds; round++)
      onRound(await killRound(data, round, random, sent), sent.taken);
    return { ...sent, ...(await judge(data, sent)) };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The proof; its last line is one JSON object. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { rounds: 100, lanes: 2, seed: 1 });
  if (options === undefined) return 0;
  const { numbers, json } = options;
  const { rounds, lanes, seed } = numbers;
  const killed: Record<string, number> = { runner: 0, engine: 0 };
  let done = 0;
  const onRound = (lane: number) => (part: string, taken: number) => {
    killed[part] = (killed[part] ?? 0) + 1;
    if (!json)
      console.log(`kill ${++done}: ${part} of system ${lane + 1}, ${taken} events in its queue so far`);
  };
  const ends = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      runLane({
        rounds: Math.floor((rounds + lane) / lanes),
        seed: seed * lanes + lane,
        onRound: onRound(lane),
      }),
    ),
  );
  const faults = ends.flatMap((end) => end.faults);
  for (const fault of faults) console.error(fault);
  const ok = faults.length === 0;
  const sum = (name: 'offered' | 'taken' | 'recorded') => ends.reduce((all, end) => all + end[name], 0);
  const [offered, taken, recorded] = [sum('offered'), sum('taken'), sum('recorded')];
  console.log(
    JSON.stringify({ proof: 'kills', ok, rounds, lanes, killed, offered, taken, recorded, faults }),
  );
  return ok ? 0 : 1;
}
