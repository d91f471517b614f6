import { parseArgs } from 'node:util';

export const HELP = `npm run prove -- client [--events 100000] [--processes 10] [--kill 2] [--fail 0.2] [--json]

Starts a local system and processes that record events through a queue of which a share of the calls fails:
half of them are refused, half lose their answer after the message was stored. Some processes get a SIGTERM
half-way. Then every event that was recorded before its process got the signal must be in the ledger, once.

  --events N      events of all processes together
  --processes N   processes at once
  --kill N        how many of them get a SIGTERM
  --fail SHARE    share of the calls that fail, 0 to 1
  --json          one JSON object for programs instead of text
`;

/** How large the proof is. */
export interface Options {
  events: number;
  processes: number;
  kill: number;
  fail: number;
  json: boolean;
}

/** Reads the command line; nothing when only help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '100000' },
      processes: { type: 'string', default: '10' },
      kill: { type: 'string', default: '2' },
      fail: { type: 'string', default: '0.2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { events, processes, kill, fail, json } = values;
  return {
    events: Number(events),
    processes: Number(processes),
    kill: Number(kill),
    fail: Number(fail),
    json,
  };
}
