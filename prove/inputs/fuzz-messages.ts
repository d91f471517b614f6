import type { Entry, Outcome } from '../../core/usage/entry.ts';
import { beginRecording } from '../../core/usage/record-usage.ts';
import type { UsagePorts } from '../../core/usage/usage-ports.ts';
import { flatPrices, PLAIN_SETTINGS, usageEvent } from '../../testing/factories.ts';
import { Choices } from '../faults/random.ts';
import { spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
/** Messages whose neighbours are as good as this: one before and one after what is spoilt. */
const GOOD = 2;

/** A ledger in memory, and ports of a recorder over it. */
function memoryLedger() {
  const entries = new Map<string, Entry>();
  const outcomes = new Map<string, Outcome>();
  const keep = (outcome: Outcome) => {
    const key = `${outcome.messageId} ${outcome.index} ${outcome.kind}`;
    const absent = !outcomes.has(key);
    if (absent) outcomes.set(key, outcome);
    return absent;
  };
  const put = (entry: Entry) => {
    const key = `${entry.day} ${entry.id}`;
    const existing = entries.get(key);
    if (!existing) entries.set(key, entry);
    return existing;
  };
  const ports: UsagePorts = {
    ledger: {
      putEntry: (entry) => Promise.resolve(put(entry)),
      findEntry: () => Promise.resolve(undefined),
      putOutcome: (outcome) => Promise.resolve(keep(outcome)),
      writeTally: () => Promise.resolve(),
      partitionOf: (item) => item.day,
      noteDay: () => Promise.resolve(),
    },
    bodies: { putBody: () => Promise.resolve() },
    prices: { current: () => Promise.resolve(flatPrices) },
    clock: { now: () => NOW },
    log: { recorded: () => undefined },
  };
  return { entries, outcomes, ports };
}

function cloudEvent(event: Record<string, unknown>, choices: Choices): Record<string, unknown> {
  const { id, occurredAt, ...data } = event;
  const source = choices.pick(['/jobs', 'urn:a b', 'https://example.com/x']);
  return { specversion: '1.0', type: 'usage', source, id, time: occurredAt, data };
}

/** What is no object has no fields to name. */
function isObject(body: string | undefined): boolean {
  const value: unknown = JSON.parse(body ?? 'null');
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event that is bad in some way, good by chance, or one that was there before, the same or changed. */
export function caseOf(
  number: number,
  choices: Choices,
  { seed, occurredAt }: { readonly seed?: number; readonly occurredAt?: string } = {},
): unknown {
  const place = choices.chance(0.1) ? choices.below(number + 1) : number;
  const event = usageEvent({
    id: `case-${seed === undefined ? '' : `${seed}-`}${place}`,
    ...(occurredAt === undefined ? {} : { occurredAt }),
  });
  const shaped = choices.chance(0.2) ? cloudEvent(event, choices) : event;
  return spoil(shaped, choices, choices.pick([0, 0.02, 0.15]));
}

/**
 * Records `cases` spoilt events, each between two good neighbours, some delivered twice. Faults: an error of the
 * recorder (the message would come again for ever), a neighbour that is missing, a refusal that names no field, and
 * events that are neither recorded nor kept.
 */
export async function fuzzMessages(cases: number, seed: number): Promise<InputsOutcome> {
  const choices = new Choices(seed);
  const { entries, outcomes, ports } = memoryLedger();
  const faults: string[] = [];
  for (let number = 0; number < cases; number++) {
    const spoilt = caseOf(number, choices);
    const events = [usageEvent({ id: `before-${number}` }), spoilt, usageEvent({ id: `after-${number}` })];
    const body = JSON.stringify({ events });
    const message = { messageId: `message-${number}`, sentAt: NOW, body };
    try {
      // A redelivery must change nothing: neither entries nor outcomes.
      for (let times = choices.chance(0.05) ? 2 : 1; times > 0; times--) {
        const recording = beginRecording(ports, PLAIN_SETTINGS, `batch-${number}-${times}`);
        await recording.recordMessage(message);
        await recording.finish();
      }
    } catch (error) {
      faults.push(faultLine(`the message would come again (${String(error)})`, body));
    }
    for (const id of [`before-${number}`, `after-${number}`])
      if (!entries.has(`2026-11-21 ${id}`)) faults.push(faultLine(`the neighbour ${id} is missing`, body));
  }
  const kept = [...outcomes.values()];
  for (const { kind, reason, errors, body } of kept) {
    const isNamed = errors.length > 0 && errors.every(({ message }) => message !== '');
    const isWhole = reason === 'too deep' || reason.includes('large') || !isObject(body);
    if (kind === 'rejected' && !(isNamed && (isWhole || errors.some(({ field }) => field !== ''))))
      faults.push(faultLine(`a refusal names no field (${reason})`, body));
  }
  const count = (kind: Outcome['kind']) => kept.filter((outcome) => outcome.kind === kind).length;
  const counts = {
    sent: cases * (GOOD + 1),
    recorded: entries.size,
    rejected: count('rejected'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
  };
  const { sent, ...ends } = counts;
  const ended = Object.values(ends).reduce((sum, one) => sum + one, 0);
  if (ended !== sent) faults.push(`${sent} events were sent and ${ended} have an outcome`);
  return { cases, counts, faults };
}
