import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import { type LedgerSettings, ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';

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

/** The stage's settings. Throws an Error that names the field when they are not valid. */
export function readSettings(): LedgerSettings {
  const parsed = ledgerSettingsSchema.safeParse(JSON.parse(process.env[ENVIRONMENT.ledgerSettings] ?? '{}'));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${ENVIRONMENT.ledgerSettings} is not valid: ${problems.join('; ')}`);
}
