import type { Answer, Call, Command } from '../command.ts';
import { examine } from '../doctor.ts';

/** What is wrong with the ledger, and what to do. */
export const DOCTOR_COMMANDS: readonly Command[] = [
  {
    name: 'doctor',
    synopsis: 'doctor',
    summary: 'looks for what is wrong and says what to do; exit code 1 where something is',
    run: doctor,
  },
];

async function doctor(call: Call): Promise<Answer> {
  const findings = await examine(call.ledger, call.now(), call.progress);
  const lines = findings.flatMap(({ ok, what, found, remedy }) => [
    `${ok ? 'ok   ' : 'WRONG'} ${what}: ${found}`,
    ...(remedy === undefined ? [] : [`      ${remedy}`]),
  ]);
  return { json: { findings }, lines, exitCode: findings.every(({ ok }) => ok) ? 0 : 1 };
}
