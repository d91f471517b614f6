import { describe, expect, it } from 'vitest';
import { EventBuses } from '../../../local/eventbridge/events.ts';
import { Resolver } from '../../../local/resolve.ts';

const ENTRY = { Source: 'costkeeper', DetailType: 'TotalsChanged', Detail: '{}' };

function buses(): EventBuses {
  const resolver = new Resolver([], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' });
  return new EventBuses(
    resolver,
    () => Promise.resolve(),
    new AbortController().signal,
    () => undefined,
  );
}

describe('the local EventBridge', () => {
  it('takes ten entries at once and no more', () => {
    const ten = Array.from({ length: 10 }, () => ENTRY);
    expect(buses().put(ten)).toMatchObject({ FailedEntryCount: 0 });
    expect(() => buses().put([...ten, ENTRY])).toThrow('Member must have length less than or equal to 10');
    expect(() => buses().put([])).toThrow('Member must have length greater than or equal to 1');
  });

  it('takes a megabyte together, source and type included', () => {
    const bytes = 1024 * 1024 - ENTRY.Source.length - ENTRY.DetailType.length;
    const Detail = JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    expect(buses().put([{ ...ENTRY, Detail }])).toMatchObject({ FailedEntryCount: 0 });
    const more = JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length + 1) });
    expect(() => buses().put([{ ...ENTRY, Detail: more }])).toThrow('over the limit');
  });
});
