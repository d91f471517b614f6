import { Buffer } from 'node:buffer';
import type { StageConfig } from '../config/stage.ts';
import { ledgerSettingsSchema } from '../contracts/ledger-settings.ts';

/** Lambda gives all variables of a function 4 KB together; the rest is for names and addresses. */
const LARGEST_BYTES = 3_000;

/**
 * The stage's part that the functions need, as the JSON text of LEDGER_SETTINGS: every field of the
 * contract that the stage has under the same name, and the zone.
 * @throws Error with the wrong fields, or when the text is too long for a function's environment
 */
export function ledgerSettingsOf(stage: StageConfig): string {
  const parsed = ledgerSettingsSchema.safeParse({ ...stage, timeZone: stage.ledgerTimeZone });
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new Error(
      `The stage's settings cannot be used:\n${lines.join('\n')}\nCorrect them in config/stages.ts.`,
    );
  }
  const text = JSON.stringify(parsed.data);
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST_BYTES) {
    throw new Error(
      `The stage's settings take ${bytes} bytes, and a function's environment has room for ${LARGEST_BYTES}. ` +
        'Shorten lanes, budgets or priceOverrides in config/stages.ts; budgets and prices can also be made through the API.',
    );
  }
  return text;
}
