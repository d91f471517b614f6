import type { Context } from 'aws-lambda';

/** Levels by the name that POWERTOOLS_LOG_LEVEL gives; a line below the level of the stage is not written. */
const LEVELS = { DEBUG: 8, INFO: 12, WARN: 16, ERROR: 20, SILENT: 28 } as const;

type Level = Exclude<keyof typeof LEVELS, 'SILENT'>;
type Fields = Readonly<Record<string, unknown>>;

const PLACE = /\(([^()]*?):(\d+?):\d+?\)\\?$/;

/**
 * Writes lines of JSON with the fields of AWS Lambda Powertools, which queries, filters and dashboards of CloudWatch
 * know. What Powertools does besides would cost time at every start (docs/adr/0021).
 */
export class Logger {
  readonly #service: string;
  #context: Fields = {};
  #cold = true;

  constructor(service: string) {
    this.#service = service;
  }

  /** The call that lines are written in from now on. */
  begin({ functionName, invokedFunctionArn, memoryLimitInMB, awsRequestId }: Context): void {
    this.#context = {
      cold_start: this.#cold,
      function_arn: invokedFunctionArn,
      function_memory_size: memoryLimitInMB,
      function_name: functionName,
      function_request_id: awsRequestId,
    };
    this.#cold = false;
  }

  debug(message: string, fields?: Fields): void {
    this.#write('DEBUG', message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#write('INFO', message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#write('WARN', message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.#write('ERROR', message, fields);
  }

  #write(level: Level, message: string, fields: Fields = {}): void {
    if (LEVELS[level] < leastLevel()) return;
    const base = {
      level,
      message,
      timestamp: new Date().toISOString(),
      service: this.#service,
      ...this.#context,
      xray_trace_id: /Root=([^;]+)/.exec(process.env['_X_AMZN_TRACE_ID'] ?? '')?.[1],
    };
    // A field that has the name of one of the line's own does not take its place.
    const told = Object.entries({ ...base, ...fields, ...base }).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    );
    const stream = LEVELS[level] >= LEVELS.WARN ? process.stderr : process.stdout;
    stream.write(`${JSON.stringify(Object.fromEntries(told), writable())}\n`);
  }
}

function leastLevel(): number {
  const name = process.env['POWERTOOLS_LOG_LEVEL']?.toUpperCase() ?? 'INFO';
  return name in LEVELS ? LEVELS[name as keyof typeof LEVELS] : LEVELS.INFO;
}

/** Has JSON tell errors by their fields and big numbers as text, and leave out what is inside of itself. */
function writable() {
  const around: unknown[] = [];
  return function (this: unknown, _key: string, value: unknown): unknown {
    const told = value instanceof Error ? errorFields(value) : value;
    if (typeof told === 'bigint') return told.toString();
    if (typeof told !== 'object' || told === null) return told;
    while (around.length > 0 && around.at(-1) !== this) around.pop();
    if (around.includes(told)) return undefined;
    around.push(told);
    return told;
  };
}

function errorFields(error: Error): Fields {
  const { name, message, stack = '', cause, ...more } = error;
  const [, file, line] =
    stack
      .split('\n')
      .map((one) => PLACE.exec(one))
      .find((found) => found !== null) ?? [];
  const location = file === undefined ? '' : `${file}:${line ?? ''}`;
  return { name, location, message, stack, cause, ...more };
}
