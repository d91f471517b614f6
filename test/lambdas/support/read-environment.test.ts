import { afterEach, describe, expect, it, vi } from 'vitest';
import { findStage, STAGES } from '../../../config/stages.ts';
import { type LedgerSettings, ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { readSettings } from '../../../lambdas/support/read-environment.ts';
import { ledgerSettingsOf } from '../../../lib/ledger-settings.ts';
import { EVERY_OPTION } from '../../lib/rules/stages.ts';

afterEach(() => vi.unstubAllEnvs());

function settingsFrom(text: string | undefined): LedgerSettings {
  vi.stubEnv('LEDGER_SETTINGS', text);
  return readSettings();
}

const { hashUserIds: _, ...plain } = EVERY_OPTION;
const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ...Object.keys(STAGES).map((name) => [name, ledgerSettingsOf(findStage(name))] as const),
  ['every option', ledgerSettingsOf(findStage('production', EVERY_OPTION))],
  ['plain user ids', ledgerSettingsOf(findStage('production', plain))],
  [
    'reads that are cached by kind',
    ledgerSettingsOf(findStage('production', { cacheSeconds: { budget: 5 } })),
  ],
  ['nothing', '{}'],
];

describe('the settings of a function', () => {
  it.each(TEXTS)('are what the schema makes of those of %s', (_name, text) => {
    expect(settingsFrom(text)).toEqual(ledgerSettingsSchema.parse(JSON.parse(text)));
  });

  it('are all defaults where there are none', () => {
    expect(settingsFrom(undefined)).toEqual(ledgerSettingsSchema.parse({}));
  });

  it('are no part of the defaults: what one reader adds, the next one does not see', () => {
    settingsFrom('{}').trackedTags.push('tier');
    expect(settingsFrom('{}').trackedTags).toEqual([]);
  });

  it('of another type are refused by name', () => {
    expect(() => settingsFrom('{"oldestDays":"7","trackedTags":"tier","mails":true}')).toThrow(
      'LEDGER_SETTINGS is not valid: oldestDays: must be a number; trackedTags: must be a list',
    );
  });
});
