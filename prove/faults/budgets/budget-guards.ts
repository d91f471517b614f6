import type { Guard } from '../weakness.ts';

interface Request {
  readonly Key?: { readonly pk?: unknown };
  readonly Item?: Record<string, unknown>;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** A guard that is one condition of requests to one kind of item: it leaves out the condition, and its value. */
function withoutCondition(
  prefix: string,
  condition: RegExp,
  value: string | undefined,
  finds: RegExp,
): Guard {
  const input = (request: Request): Request => {
    const { ConditionExpression: asked, ExpressionAttributeValues: values } = request;
    const key = String(request.Key?.pk ?? request.Item?.['pk']);
    if (!key.startsWith(prefix) || asked === undefined || !condition.test(asked)) return request;
    const { ConditionExpression: _, ...bare } = request;
    const left = asked.replace(condition, '');
    const { [value ?? '']: __, ...others } = values ?? {};
    return {
      ...bare,
      ...(left === '' ? {} : { ConditionExpression: left }),
      ...(values && { ExpressionAttributeValues: others }),
    };
  };
  return { kind: 'budgets', input, finds };
}

/** Guards of gate, alerts and their delivery, which histories with budgets show. */
export const BUDGET_GUARDS: Readonly<Record<string, Guard>> = {
  'the room that is left': {
    ...withoutCondition('K#', / AND held <= :room$/, ':room', /pass the limit/),
    seed: 6,
  },
  'the generation of what is held': {
    ...withoutCondition('K#', /^g = :g AND /, ':g', /pass the limit/),
    seed: 7,
  },
  'the hold that is closed once': withoutCondition(
    'H#',
    /^st = :open AND /,
    ':open',
    /may still spend|holds -/,
  ),
  'the minute that is swept once': {
    ...withoutCondition('K#', /^sw < :first$/, ':first', /holds -?[1-9]/),
    seed: 3,
  },
  'the alert put if absent': {
    ...withoutCondition('A#', /^attribute_not_exists\(pk\)$/, undefined, /arrived/),
    seed: 25,
  },
  'the lease of a delivery': withoutCondition(
    'A#',
    / AND attribute_not_exists\(dl\.#c\.lb\)$/,
    undefined,
    /arrived/,
  ),
};
