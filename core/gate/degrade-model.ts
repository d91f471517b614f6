import { ANY_ID } from '../../contracts/scopes.ts';
import type { Subject } from '../scopes/scopes-of.ts';
import type { AuthorizePorts } from './take-hold.ts';
import type { Claim } from './judge-claim.ts';

/** What the budgets name, else the organisation's form for exactly this model, else the cheapest stand-in. */
export async function degradeModel(
  claims: readonly Claim[],
  { provider, model }: Subject,
  { books, prices, standIn, clock }: AuthorizePorts,
): Promise<string | undefined> {
  const named = cheaperModel(claims, model);
  if (named !== undefined || model === undefined) return named;
  const { degradeTo } = (await books.last()).form;
  if (Object.hasOwn(degradeTo, model)) return degradeTo[model];
  return provider === undefined ? undefined : standIn(await prices.current(), provider, model, clock.now());
}

function cheaperModel(claims: readonly Claim[], model: string | undefined): string | undefined {
  for (const { budget } of claims) {
    const own = model !== undefined && Object.hasOwn(budget.degradeTo, model);
    const cheaper = budget.degradeTo[own ? model : ANY_ID];
    if (cheaper !== undefined && cheaper !== model) return cheaper;
  }
  return undefined;
}
