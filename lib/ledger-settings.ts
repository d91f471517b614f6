import { Buffer } from 'node:buffer';
import type { StageConfig } from '../config/stage-schema.ts';
import { type LedgerSettings, ledgerSettingsSchema } from '../contracts/ledger-settings.ts';
import { isHiddenUser } from '../contracts/hidden-users.ts';
import { createPriceBook } from '../core/pricing/catalogue.ts';
import { faultsOfSettings } from '../core/pricing/override.ts';

/** Lambda gives all variables of a function 4 KB together; the rest is for names and addresses. */
const LARGEST_BYTES = 3_000;

/**
 * The stage's part that the functions need, as the JSON text of LEDGER_SETTINGS: every field of the
 * contract that the stage has under the same name, and the zone; what has its default is left out.
 * @param now when the stage's prices begin that name no start
 * @throws Error with the wrong fields, with prices that the API would refuse, or when the text is too long for a function's environment
 */
export function ledgerSettingsOf(stage: StageConfig, now: number = Date.now()): string {
  const parsed = ledgerSettingsSchema.safeParse({
    ...stage,
    timeZone: stage.ledgerTimeZone,
    mails: stage.mailSender !== undefined,
  });
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new Error(
      `The stage's settings cannot be used:\n${lines.join('\n')}\nCorrect them where they are set: config/stages.ts, -c, or COSTKEEPER_STAGE_… of the environment.`,
    );
  }
  if (parsed.data.hashUserIds) refusePlainUsers(parsed.data);
  refuseWrongPrices(parsed.data, now);
  const text = JSON.stringify(withoutDefaults(parsed.data));
  // As Lambda measures it: quotes inside a value take two bytes each.
  const bytes = Buffer.byteLength(JSON.stringify(text));
  if (bytes > LARGEST_BYTES) {
    throw new Error(
      `The stage's settings take ${bytes} bytes, and a function's environment has room for ${LARGEST_BYTES}. ` +
        'Shorten lanes, budgets or priceOverrides in config/stages.ts; budgets and prices can also be made through the API.',
    );
  }
  return text;
}

/** A price with a wrong `per` would book wrong amounts for good: the API refuses it, and so does a deployment. */
function refuseWrongPrices({ priceOverrides, defaultRegion }: LedgerSettings, now: number): void {
  if (priceOverrides.length === 0) return;
  const faults = faultsOfSettings(priceOverrides, createPriceBook({ defaultRegion }), now);
  if (faults.length === 0) return;
  throw new Error(
    `The stage's prices cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\n` +
      'Correct priceOverrides of the stage.',
  );
}

/** What run time would not take by itself: a function's environment is small. */
function withoutDefaults(settings: LedgerSettings): Partial<LedgerSettings> {
  const defaults = Object.entries(ledgerSettingsSchema.parse({}));
  const known = new Map(defaults.map(([name, value]) => [name, JSON.stringify(value)]));
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => known.get(name) !== JSON.stringify(value)),
  );
}

/** The settings are in the templates, so they name users as the ledger does. */
function refusePlainUsers({ budgets, priceOverrides }: LedgerSettings): void {
  const users = [
    ...budgets.flatMap(({ scope }) => (scope?.kind === 'user' && scope.id !== '*' ? [scope.id ?? ''] : [])),
    ...priceOverrides.flatMap(({ userId }) => userId ?? []),
  ];
  const plain = users.filter((userId) => !isHiddenUser(userId)).length;
  if (plain === 0) return;
  throw new Error(
    `The stage keeps hashes of user ids, and ${plain} of its budgets and priceOverrides name a plain one. ` +
      'Write the hash that GET /users?id=… answers, or make them through the API.',
  );
}
