/** The variable by which `npm run prove -- properties` asks for more runs of each property. */
export const PROPERTY_TIMES = 'PROPERTY_TIMES';

/** One seed for all: a failure is the same failure the next time. */
const SEED = 20_261_129;

/**
 * How often a property is tried: as often as `npm test` has time for, or that many times more where
 * `npm run prove -- properties` asks for it. Always with the same seed.
 */
export function propertyRuns(inTests: number, times = process.env[PROPERTY_TIMES] ?? '1') {
  return { numRuns: inTests * Number(times), seed: SEED };
}
