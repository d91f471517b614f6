import { answerBodySchema, answerQuery } from '../../contracts/api/intake.ts';
import { recordAnswerSchema } from '../../contracts/api/record.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { answerEvents, isAnswerList } from '../../core/intake/answer-events.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { checkIntake, parseExactBody, sendEvents } from '../../core/usage/accept-events.ts';
import { hiddenIntake } from '../../core/usage/hide-intake.ts';
import type { ApiPorts } from './ports.ts';
import { dryRun, shortly } from './record-routes.ts';
import { type Route, route } from './route.ts';

/** Usage by the provider's own answer: nothing has to be translated by the sender. */
export function answerRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/record/{provider}',
      summary:
        'Record answers of openai, anthropic, google or bedrock, or payloads of litellm, as they came: one, a list, or {"items": […]}',
      access: 'writers',
      limit: 'records',
      needsTable: false,
      query: answerQuery,
      body: answerBodySchema,
      rawBody: true,
      answer: recordAnswerSchema,
      status: 202,
      handle: async ({ text, query, path, now }) => {
        const body = parseExactBody(text);
        const context = { now: isoTime(now), newId: ports.newId, query };
        const events = await hiddenIntake(answerEvents(path.provider, body, context), ports.users);
        const checked = checkIntake(events, 'items', ports, ports.settings);
        const [first] = checked.rejected;
        if (first && !isAnswerList(body)) {
          throw new InvalidInputError('the answer was not accepted', first.errors);
        }
        if (query.dryRun === 'true') return { status: 200, body: await dryRun(checked, ports) };
        const { sent, rejected } = await sendEvents(checked.accepted, ports.sender);
        const all = [...checked.rejected, ...rejected].sort((a, b) => a.index - b.index);
        return { body: { ids: sent.map(({ event }) => event.id), rejected: all.map(shortly) } };
      },
    }),
  ];
}
