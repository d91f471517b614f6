/** The variable by which `npm run prove` says that it runs tests, and how many times more often each property. */
export const PROPERTY_TIMES = 'PROPERTY_TIMES';

/** Whether a command of `npm run prove` runs the tests: what takes too long for `npm test` is tried then too. */
export const IN_PROOF = process.env[PROPERTY_TIMES] !== undefined;

/** One seed for all: a failure is the same failure the next time. */
const SEED = 20_261_129;

/**
 * How often a property is tried: as often as `npm test` has time for, or that many times more where
 * `npm run prove -- properties` asks for it. Always with the same seed.
 */
export function propertyRuns(inTests: number, times = process.env[PROPERTY_TIMES] ?? '1') {
  return { numRuns: inTests * Number(times), seed: SEED };
}
