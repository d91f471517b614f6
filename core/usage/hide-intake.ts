import type { Intake, IntakeEvent } from '../intake/intake-event.ts';
import { hideUsers, type UserHider } from './hide-users.ts';

/** The events with the names of users that the ledger keeps: fields of others do not say which are users. */
export async function hiddenIntake(
  events: readonly Intake[],
  users: UserHider | undefined,
): Promise<readonly Intake[]> {
  const hide = await users?.current();
  if (!hide) return events;
  return events.map((intake) =>
    'event' in intake ? { event: hideUsers(intake.event, hide) as IntakeEvent } : intake,
  );
}
