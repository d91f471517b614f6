import { SendFailure, type Transport } from '../../../client/core/transport.ts';

/** An event as it arrived. */
export interface ArrivedEvent {
  id: string;
  occurredAt: string;
  [field: string]: unknown;
}

/** A transport that keeps what arrives; `fail` decides per send what goes wrong. */
export class CollectingTransport implements Transport {
  readonly bodies: string[] = [];
  readonly #fail: (send: number, body: string) => SendFailure | undefined | Promise<void>;
  sends = 0;

  constructor(
    fail: (send: number, body: string) => SendFailure | undefined | Promise<void> = () => undefined,
  ) {
    this.#fail = fail;
  }

  async send(body: string): Promise<{ rejected?: { index: number; reason: string }[] }> {
    this.sends += 1;
    const failure = await this.#fail(this.sends, body);
    if (failure instanceof SendFailure) throw failure;
    this.bodies.push(body);
    return {};
  }

  messages(): ArrivedEvent[][] {
    return this.bodies.map((body) => (JSON.parse(body) as { events: ArrivedEvent[] }).events);
  }

  events(): ArrivedEvent[] {
    return this.messages().flat();
  }
}
