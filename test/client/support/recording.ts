import type { UsageRecorder } from '../../../client/core/wrapper-ports.ts';
import type { UsageDraft } from '../../../client/core/usage-event.ts';
import { priceDraft } from './price-draft.ts';

/** A recorder that keeps what it is given, and what the ledger's price book makes of it. */
export class Recording implements UsageRecorder {
  readonly drafts: UsageDraft[] = [];

  record(draft: UsageDraft): string {
    this.drafts.push(draft);
    return draft.id ?? String(this.drafts.length);
  }

  /** The one draft so far. */
  only(): UsageDraft {
    if (this.drafts.length !== 1) throw new Error(`expected one event, got ${JSON.stringify(this.drafts)}`);
    return this.drafts[0] as UsageDraft;
  }

  price() {
    return priceDraft(this.only());
  }
}

/** Server-sent events of data objects; strings stay as they are. */
export function sse(events: (object | string)[], named = false): string[] {
  return events.map((event) => {
    const data = typeof event === 'string' ? event : JSON.stringify(event);
    const name =
      named && typeof event === 'object' && 'type' in event ? `event: ${String(event.type)}\n` : '';
    return `${name}data: ${data}\n\n`;
  });
}
