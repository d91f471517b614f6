import { type Answer, type Call, type Command, textOption, UsageError } from '../command.ts';
import { table } from '../table.ts';
import FIGURES from './cost-figures.json' with { type: 'json' };

/** 10⁻¹² dollars a write unit, on demand in us-east-1, $0.625 a million: https://aws.amazon.com/dynamodb/pricing/on-demand/ (2026-11). */
const PICO_A_WRITE = 625_000n;
/** 10⁻¹² dollars a request of a standard queue, $0.40 a million: https://aws.amazon.com/sqs/pricing/ (2026-11). */
const PICO_A_REQUEST = 400_000n;
/** A message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3n;
const PICO_A_CENT = 10_000_000_000n;

/** What the ledger itself costs, from measured request units. */
export const COST_SHEET: Command = {
  name: 'cost-sheet',
  synopsis: 'cost-sheet [--events N] [--events-per-message 1|10|50] [--freshness 0|2|10|60]',
  summary: 'what the ledger itself costs a month at AWS, beside a transaction for each event',
  options: {
    events: { type: 'string', default: '1000000' },
    'events-per-message': { type: 'string', default: '50' },
    freshness: { type: 'string', default: '60' },
  },
  needsNoLedger: true,
  run: (call) => Promise.resolve(costSheet(call)),
};

type Units = Readonly<Record<string, Readonly<Record<string, string>>>>;

function costSheet(call: Call): Answer {
  const text = textOption(call, 'events') ?? '';
  if (!/^\d{1,12}$/.test(text)) throw new UsageError(`--events takes a whole number a month, not "${text}"`);
  const events = Number(text);
  const perMessage = textOption(call, 'events-per-message') ?? '';
  const freshness = textOption(call, 'freshness') ?? '';
  const units = (FIGURES.writeUnits as Units)[perMessage]?.[freshness];
  if (units === undefined) {
    throw new UsageError(
      'measured are 1, 10 and 50 events a message, with a freshness of 0, 2, 10 and 60 seconds',
    );
  }
  const writes = (each: string) => (BigInt(text) * thousandths(each) * PICO_A_WRITE) / 1000n;
  const queue = (BigInt(text) / BigInt(perMessage)) * REQUESTS_A_MESSAGE * PICO_A_REQUEST;
  const idle = (thousandths(FIGURES.idleUsd) * PICO_A_CENT) / 10n;
  const [ours, naive] = [writes(units), writes(FIGURES.naiveWriteUnits)];
  const sheet = {
    events,
    writesUsd: dollars(ours),
    queueUsd: dollars(queue),
    idleUsd: dollars(idle),
    idleBilledUsd: FIGURES.idleBilledUsd,
    totalUsd: dollars(ours + queue + idle),
    naiveWritesUsd: dollars(naive),
  };
  const rows = [
    [`writes, ${units} units an event`, sheet.writesUsd],
    ['queue', sheet.queueUsd],
    [`nothing sent (${sheet.idleBilledUsd} where AWS's free allowances are not used up)`, sheet.idleUsd],
    ['together', sheet.totalUsd],
    [`writes of a transaction for each event, ${FIGURES.naiveWriteUnits} units`, sheet.naiveWritesUsd],
  ];
  return {
    json: sheet,
    lines: [
      ...table([`${events} events a month`, 'USD'], rows, ['USD']),
      '',
      'List prices of us-east-1, without time of functions, logs, storage and data read; measured on a trace: docs/cost.md.',
    ],
  };
}

/** `2.75` as 2750: figures have three decimals at the most. */
function thousandths(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
}

/** Whole cents as dollars. */
function dollars(pico: bigint): string {
  const cents = String((pico + PICO_A_CENT / 2n) / PICO_A_CENT).padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}
