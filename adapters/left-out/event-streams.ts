/**
 * Stands in bundles for the SDK's event streams (lib/bundling.ts): no operation that a function calls has one, and
 * their codec is as large as a small adapter. It has what the SDK's clients and protocols import of it.
 */
export class EventStreamSerde {
  /** @throws Error always */
  serializeEventStream(): never {
    throw noEventStreams();
  }

  /** @throws Error always */
  deserializeEventStream(): never {
    throw noEventStreams();
  }
}

/** @throws Error always */
export function eventStreamSerdeProvider(): never {
  throw noEventStreams();
}

/** Leaves the options of a client as they are: it never asks for what reads events. */
export function resolveEventStreamSerdeConfig<Options extends object>(options: Options): Options {
  return options;
}

function noEventStreams(): Error {
  return new Error(
    'bundles have no event streams of the SDK: take the alias of @smithy/core/event-streams out of lib/bundling.ts',
  );
}
