import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Where a running local system is; written by `npm start` and `npm run local`. */
export interface Endpoints {
  api: string;
  sqs: string;
  queueUrl: string;
  region: string;
  tokens: { admin: string; reader: string; writer: string; user: string };
}

/** What every example takes. */
export interface ExampleOptions {
  endpoints: Endpoints;
  user: string;
  /** The id of the job, so that two runs have two receipts. */
  job: string;
  json: boolean;
}

const HELP = `
  --endpoints FILE   the running system, default .local/endpoints.json
  --user ID          whom the work is for, default user-1
  --job ID           the id of the job, default made from the time
  --json             print the receipt as JSON
  --help             this text

Start the system first, in another terminal: npm start`;

/** Reads the command line; prints the help and ends where it is asked for or the system is not running. */
export function readOptions(name: string, about: string): ExampleOptions {
  const { values } = parseArgs({
    options: {
      endpoints: { type: 'string', default: '.local/endpoints.json' },
      user: { type: 'string', default: 'user-1' },
      job: { type: 'string', default: `${name}-${Date.now().toString(36)}` },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(`npm run example -- ${name}: ${about}\n${HELP}`);
    process.exit(0);
  }
  if (!existsSync(values.endpoints)) {
    console.error(
      `${values.endpoints} does not exist: start the system first (npm start), or name its file.`,
    );
    process.exit(1);
  }
  const endpoints = JSON.parse(readFileSync(values.endpoints, 'utf8')) as Endpoints;
  return { endpoints, user: values.user, job: values.job, json: values.json };
}
