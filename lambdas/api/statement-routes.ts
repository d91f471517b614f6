import type * as z from 'zod/mini';
import { storedUserId } from '../../contracts/system-user.ts';
import { statementQuery, statementSchema } from '../../contracts/api/reports.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readStatement } from '../../core/reports/read-statement.ts';
import { statementPage } from '../../core/reports/statement-page.ts';
import { makeStatement, statementAnswer } from '../../core/reports/statement.ts';
import { dayOf, daysOfMonth, monthOf } from '../../core/time/ledger-time.ts';
import type { Caller } from './caller.ts';
import { type ApiPorts, readContext } from './ports.ts';
import { readScopeNames } from './scope-names.ts';
import { type ReadAnswer, type Route, type RouteRequest, route } from './route.ts';

type StatementQuery = z.output<typeof statementQuery>;

/** The page has its own style and loads nothing: no script runs, whatever names say. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** What one user has to pay for a month. */
export function statementRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/reports/statement',
      summary:
        'An invoice-like statement of one user and month, as a page (format=html, the default) or JSON',
      access: 'own',
      query: statementQuery,
      answer: statementSchema,
      ownerOf: ({ query, caller }) => query.userId ?? caller.userId,
      handle: (request) => statementOf(request, ports),
    }),
  ];
}

/** Whose statement it is where none is named. Throws InvalidInputError for readers, who may mean anybody. */
function callersId({ userId, roles }: Caller): string {
  if (userId !== undefined && roles.size === 0) return userId;
  throw new InvalidInputError('this token may read the statements of all', [
    { field: 'userId', message: 'is missing: name the user whose statement it is' },
  ]);
}

async function statementOf(
  { query, caller, rate, rateOn, now }: RouteRequest<StatementQuery, unknown>,
  ports: ApiPorts,
): Promise<ReadAnswer<typeof statementSchema>> {
  const { settings, stage } = ports;
  const issuedOn = dayOf(now, settings.timeZone);
  const { month = monthOf(issuedOn), markup } = query;
  const userId = query.userId ?? callersId(caller);
  const nameOf = await readScopeNames([{ kind: 'user', id: userId }], ports.names);
  const userName = nameOf({ kind: 'user', id: userId });
  const statement = makeStatement({
    userId,
    ...(userName === null ? {} : { userName }),
    issuerName: settings.organisationName || stage,
    month,
    issuedOn,
    markupPercent: markup,
    // A month that has ended is billed by its last rate, whenever the statement is made.
    rate: month < monthOf(issuedOn) ? await rateOn(daysOfMonth(month).to) : rate,
    ...(await readStatement(storedUserId(userId), month, { ...readContext(ports, now), ...ports })),
  });
  if (query.format === 'html') return { text: statementPage(statement), headers: PAGE_HEADERS };
  return { body: statementAnswer(statement), converted: true };
}
