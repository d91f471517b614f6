import type { Command } from './command.ts';
import { COST_SHEET } from './commands/cost-sheet.ts';
import { EXPORT } from './commands/export.ts';
import { DOCTOR_COMMANDS } from './commands/doctor.ts';
import { STATUS_COMMANDS } from './commands/status.ts';
import { KEY_COMMANDS } from './commands/keys.ts';
import { LIMIT_COMMANDS } from './commands/limits.ts';
import { SPEND_COMMANDS } from './commands/spend.ts';
import { UPKEEP_COMMANDS } from './commands/upkeep.ts';

/** Every command that asks a ledger; programs.ts has those that are programs of their own. */
export const COMMANDS: readonly Command[] = [
  ...STATUS_COMMANDS,
  ...DOCTOR_COMMANDS,
  ...SPEND_COMMANDS,
  ...LIMIT_COMMANDS,
  ...UPKEEP_COMMANDS,
  ...KEY_COMMANDS,
  EXPORT,
  COST_SHEET,
];
