import * as real from '@smithy/core/event-streams';
import { describe, expect, it } from 'vitest';
import * as standIn from '../../../adapters/left-out/event-streams.ts';

describe('what stands for event streams', () => {
  it('has parts of the SDK’s own names, which say what to do once they are needed', () => {
    expect(Object.keys(real)).toEqual(expect.arrayContaining(Object.keys(standIn)));
    const serde = new standIn.EventStreamSerde();
    expect(() => serde.serializeEventStream()).toThrow('lib/bundling.ts');
    expect(() => serde.deserializeEventStream()).toThrow('lib/bundling.ts');
    expect(() => standIn.eventStreamSerdeProvider()).toThrow('lib/bundling.ts');
  });

  it('leaves the options of a client alone', () => {
    const options = { region: 'us-east-1' };
    expect(standIn.resolveEventStreamSerdeConfig(options)).toBe(options);
  });
});
