import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { LEDGER_SETTING_DEFAULTS } from '../../contracts/setting-defaults.ts';

type Name = keyof typeof ENVIRONMENT;

/** The value of an environment variable. Throws an Error that names it when it is missing. */
export function readVariable(name: Name): string {
  const value = process.env[ENVIRONMENT[name]];
  if (!value)
    throw new Error(`the environment variable ${ENVIRONMENT[name]} is missing: set it on the function`);
  return value;
}

/** The value of an environment variable that a stage may leave out. */
export function findVariable(name: Name): string | undefined {
  return process.env[ENVIRONMENT[name]] || undefined;
}

/** Settings that are a number, or an object of numbers. */
const OF_TWO_KINDS: ReadonlySet<string> = new Set(['cacheSeconds']);

/**
 * The stage's settings, as the deployment has checked them, with the defaults of what it left out. Throws an Error that
 * names the field when one is of another type.
 */
export function readSettings(): LedgerSettings {
  const given = JSON.parse(process.env[ENVIRONMENT.ledgerSettings] ?? '{}') as Partial<LedgerSettings>;
  const wrong = Object.entries(LEDGER_SETTING_DEFAULTS).filter(
    ([name, value]) =>
      !OF_TWO_KINDS.has(name) &&
      kindOfValue(given[name as keyof LedgerSettings] ?? value) !== kindOfValue(value),
  );
  if (wrong.length === 0) return { ...structuredClone(LEDGER_SETTING_DEFAULTS), ...given };
  const problems = wrong.map(([name, value]) => `${name}: must be a ${kindOfValue(value)}`);
  throw new Error(`${ENVIRONMENT.ledgerSettings} is not valid: ${problems.join('; ')}`);
}

function kindOfValue(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
