import { TIMEOUTS } from '../../../lib/timeouts.ts';
import { ownFunctions } from './roles.ts';
import { nameOfResource, propertyOf, type Rule, shown } from './templates.ts';

const SECONDS: ReadonlyMap<string, number> = new Map(
  Object.entries(TIMEOUTS).map(([name, time]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    time.toSeconds(),
  ]),
);

/** Every function of ours has the time-out that `lib/timeouts.ts` fits to what is inside and outside of it. */
export const functionsTakeTheirTime: Rule = (templates) =>
  ownFunctions(templates).flatMap((fn) => {
    const wanted = SECONDS.get(shown(fn.variables['POWERTOOLS_SERVICE_NAME']));
    const timeout = propertyOf(fn, 'Timeout') ?? 3;
    return timeout === wanted
      ? []
      : [`${nameOfResource(fn)} has ${shown(timeout)} s; lib/timeouts.ts says ${wanted ?? 'nothing of it'}`];
  });
