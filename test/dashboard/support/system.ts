import type { Browser } from 'playwright-core';
import type { CallLedger } from '../../../testing/dashboard/example-ledger.ts';
import { callAsAdmin } from '../../../testing/local-calls.ts';
import { shareBrowser, shareSystem } from '../../support/shared/shared.ts';

/** The local system that the dashboard's tests share, and the browser. */
export interface System {
  readonly dashboard: string;
  readonly tokens: Readonly<Record<'admin' | 'reader' | 'writer' | 'user', string>>;
  readonly browser: Browser;
  /** One request to the API as an administrator. */
  readonly call: CallLedger;
  /** Puts a text on the usage queue as it is. */
  send(body: string): Promise<void>;
  /** Leaves the system and the browser to the next file. */
  leave(): Promise<void>;
}

/** Takes the system once no other file uses it. */
export async function takeSystem(): Promise<System> {
  const [system, browser] = await Promise.all([shareSystem('dashboard'), shareBrowser()]);
  const { dashboard, sqs, queueUrl, tokens } = system.endpoints;
  return {
    dashboard,
    tokens,
    browser,
    call: (method, route, body) => callAsAdmin(system.endpoints, method, route, body),
    send: async (text) => {
      const response = await fetch(sqs, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.SendMessage',
        },
        body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: text }),
      });
      if (!response.ok) throw new Error(`the queue: ${response.status} ${await response.text()}`);
    },
    leave: async () => {
      await browser.close();
      await system[Symbol.asyncDispose]();
    },
  };
}
