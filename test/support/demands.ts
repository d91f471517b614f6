/** A row of docs/demands.md. */
export interface Demand {
  readonly id: string;
  readonly demand: string;
  readonly command: string;
  readonly shows: readonly string[];
}

/** The rows of every table with four columns. */
export function readDemands(page: string): Demand[] {
  return page.split('\n').flatMap((line) => {
    const cells = /^\| (\S+) \| (.*?) \| `(.*)` \| (?:`(.*)` )?\|$/.exec(line);
    if (!cells) return [];
    const [, id = '', demand = '', command = '', shows = ''] = cells;
    return [{ id, demand, command, shows: shows === '' ? [] : shows.split(', ') }];
  });
}

export interface DemandRequest {
  readonly as: 'admin' | 'user';
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** The request of a `get` or `send`, with its variables of the time; undefined for other commands. */
export function requestOf(command: string, now: Date = new Date(0)): DemandRequest | undefined {
  const [, person, verb, rest = ''] = /^(as user )?(get|send) (.*)$/.exec(command) ?? [];
  if (verb === undefined) return undefined;
  const day = now.toISOString().slice(0, 10);
  const words = [...rest.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare ?? '').replaceAll('$TODAY', day).replaceAll('$MONTH', day.slice(0, 7)),
  );
  const [method = 'GET', path = '', body] = verb === 'get' ? ['GET', ...words] : words;
  return { as: person === undefined ? 'admin' : 'user', method, path, body };
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const CONDITION = /^(\S+)(?: (=|>|≥) (.*))?$/;

/** The conditions of a demand that an answer does not meet, with what it has instead; a status of 2xx is one. */
export function missing({ shows }: Demand, { status, body }: Answer): string[] {
  const said = shows.some((condition) => condition.startsWith('status = ') && !condition.endsWith('"'));
  const good = said || (status >= 200 && status < 300);
  const failed = shows.flatMap((condition) => {
    const [, path = '', sign, text = ''] = CONDITION.exec(condition) ?? [];
    const found = path === 'status' && !text.startsWith('"') ? [status] : valuesAt(body, path.split('.'));
    const wanted: unknown = sign === undefined ? undefined : JSON.parse(text);
    const met = found.some((value) => holds(value, sign, wanted));
    return met ? [] : [`${condition} (is ${JSON.stringify(found).slice(0, 300)})`];
  });
  return [...(good ? [] : [`status ${status}: ${JSON.stringify(body).slice(0, 500)}`]), ...failed];
}

function holds(value: unknown, sign: string | undefined, wanted: unknown): boolean {
  switch (sign) {
    case undefined:
      return value !== undefined && value !== null;
    case '=':
      return JSON.stringify(value) === JSON.stringify(wanted);
    case '>':
      return Number(value) > Number(wanted);
    default:
      return Number(value) >= Number(wanted);
  }
}

/** Every value that a path leads to; `name[]` goes on with each item of a list. */
function valuesAt(value: unknown, [name = '', ...rest]: readonly string[]): unknown[] {
  if (name === '') return [value];
  const isList = name.endsWith('[]');
  const next = (value as Record<string, unknown> | null | undefined)?.[isList ? name.slice(0, -2) : name];
  if (!isList) return valuesAt(next, rest);
  return Array.isArray(next) ? next.flatMap((item) => valuesAt(item, rest)) : [];
}
