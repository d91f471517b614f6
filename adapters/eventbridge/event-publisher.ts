import { Buffer } from 'node:buffer';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { scopeText } from '../../core/scopes/scope.ts';
import {
  ALERT_RAISED,
  type AlertsWaiting,
  ALERTS_WAITING,
  EVENT_SOURCE,
  GATE_CHANGED,
  TOTALS_CHANGED,
  type TotalsChanged,
} from '../../contracts/budget-events.ts';
import { alertMessage } from '../../core/alerts/alert-answer.ts';
import type { EventPublisher } from '../../core/alerts/alert-ports.ts';
import { UnavailableError } from '../../core/errors.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';

/** One event may have 256 KB with everything around its detail. */
const MOST_BYTES = 200_000;
const ANSWER_MS = 5_000;

/** Events on the ledger's own bus. */
export class BusPublisher implements EventPublisher {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  async totalsChanged(changed: Parameters<EventPublisher['totalsChanged']>[0]): Promise<void> {
    const told = changed.map(({ scope, correlationId = '' }) => [scopeText(scope), correlationId] as const);
    for (const part of splitBySize(told)) {
      const scopes = part.map(([scope]) => scope);
      const ids = part.map(([, correlationId]) => correlationId);
      const correlationIds = ids.some((id) => id !== '') ? ids : undefined;
      await this.#put(TOTALS_CHANGED, { scopes, correlationIds } satisfies TotalsChanged);
    }
  }

  async alertsWaiting(ids: readonly string[]): Promise<void> {
    await this.#put(ALERTS_WAITING, { alerts: [...ids] } satisfies AlertsWaiting);
  }

  async gateChanged({ id, key, gate, at }: Parameters<EventPublisher['gateChanged']>[0]): Promise<void> {
    const { budgetId, value, period } = key;
    await this.#put(GATE_CHANGED, { id, budgetId, scope: shownScope(value), period, gate, at: isoTime(at) });
  }

  async alertRaised(alert: Parameters<EventPublisher['alertRaised']>[0]): Promise<void> {
    await this.#put(ALERT_RAISED, alertMessage(alert));
  }

  async #put(detailType: string, detail: object): Promise<void> {
    const { FailedEntryCount, Entries = [] } = await this.#client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: this.#bus,
            Source: EVENT_SOURCE,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
          },
        ],
      }),
      { abortSignal: AbortSignal.timeout(ANSWER_MS) },
    );
    if (FailedEntryCount) {
      throw new UnavailableError(
        `EventBridge did not take ${detailType}: ${Entries[0]?.ErrorCode ?? 'no reason'}`,
      );
    }
  }
}

/** The bus that a function was told; region and endpoint come from its environment. */
export function busPublisher(bus: string): BusPublisher {
  return new BusPublisher(new EventBridgeClient({}), bus);
}

/** Texts that belong together, in lists that stay below the size of an event. */
export function splitBySize<Texts extends readonly string[]>(
  all: readonly Texts[],
  mostBytes = MOST_BYTES,
): Texts[][] {
  const lists: Texts[][] = [];
  let room = 0;
  for (const texts of all) {
    // The texts become JSON texts inside JSON: quotes are escaped.
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(JSON.stringify(text)) + 1, 0);
    if (bytes > room) {
      lists.push([]);
      room = mostBytes;
    }
    lists.at(-1)?.push(texts);
    room -= bytes;
  }
  return lists;
}
