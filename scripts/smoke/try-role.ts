import type { HopLog } from './hops.ts';
import type { SmokeTarget } from './target.ts';

/**
 * A function's way in without a token: reads what the run's user has cost below `/service`, signed with IAM. Rejects
 * with what the API answered instead, and with what a role needs.
 */
export async function tryRole(
  { api, asRole }: Pick<SmokeTarget, 'api' | 'asRole'>,
  log: HopLog,
  userId: string,
  cost: string,
): Promise<{ readonly value: undefined; readonly seen: string }> {
  const path = `/service/users/${userId}`;
  const total = await log.until('cost in the totals of its user', async () => {
    const response = await asRole(`${api}${path}`);
    const text = await response.text();
    if (!response.ok) {
      const needed = response.status === 403 ? ': a role needs execute-api:Invoke on …/GET/…/service/*' : '';
      throw new Error(
        `GET ${path} signed with IAM answered ${response.status}: ${text.slice(0, 500)}${needed}`,
      );
    }
    const { events, totalUsd } = JSON.parse(text) as { events: number; totalUsd: string };
    return events === 1 ? totalUsd : undefined;
  });
  if (total !== cost) throw new Error(`a role reads a total of ${total}, and it should be ${cost}`);
  return { value: undefined, seen: `${total} USD, read by IAM` };
}
