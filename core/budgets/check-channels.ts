import { InvalidInputError } from '../errors.ts';
import type { BudgetChannel } from '../../contracts/alert-channels.ts';
import type { BudgetKind } from '../../contracts/scopes.ts';
import type { Budget } from './budget.ts';
import type { OrganisationForm } from './organisation-form.ts';

/** What of the form and of the stage decides which channels can work. */
type Reachable = Pick<
  OrganisationForm,
  'emailRecipients' | 'sealedSlackWebhook' | 'sealedWebhook' | 'sealedWebhookKey'
>;

const NO_SENDER =
  'this stage cannot send mail: set mailSender, an address that SES has verified, in config/stages.ts and deploy, or leave mail out with "emailAlerts": false and no recipients';
const NO_MAIL =
  'email: this stage cannot send mail: set mailSender, an address that SES has verified, in config/stages.ts and deploy, or leave email out';
const NO_ADDRESS = {
  slack: 'slack: no address is set: give slackWebhookUrl with PUT /budget/config first',
  webhook: 'webhook: none is set: give webhookUrl and webhookSigningKey with PUT /budget/config first',
} as const;
const NOBODY = 'email: nobody would get it: name emailRecipients with PUT /budget/config first';
const NO_SLACK =
  'is needed for Slack alerts: the address of an incoming webhook, https://hooks.slack.com/services/…';
const NO_WEBHOOK = 'is needed for webhook alerts, with the other of webhookUrl and webhookSigningKey';
/** More budgets than a sentence names. */
const NAMED = 5;

/**
 * Checks that a changed form turns no channel on that could not tell anybody, and takes from no budget one that it
 * names. What was so before and stays as it is, such as a stage's own setting, does not hinder other changes.
 * @param before the budgets and their form as they were
 * @param mails whether the stage has a sender
 * @throws InvalidInputError that names the field and the way out
 */
export function checkFormChannels(
  before: { readonly form: OrganisationForm; readonly budgets: readonly Budget[] },
  after: OrganisationForm,
  mails: boolean,
): void {
  const known = faultsOfForm(before.form, mails);
  const faults = faultsOfForm(after, mails).filter(
    ({ field, of }) => !known.some((old) => old.field === field && old.of === of),
  );
  refuse([...faults, ...takenFromBudgets(before, after, mails)]);
}

/** Channels that worked and no longer would, for the budgets beside the form's own that name them. */
function takenFromBudgets(
  { form, budgets }: { readonly form: OrganisationForm; readonly budgets: readonly Budget[] },
  after: OrganisationForm,
  mails: boolean,
) {
  const others = budgets.filter(({ source }) => source !== 'form');
  const fields = {
    email: 'emailRecipients',
    slack: 'slackWebhookUrl',
    webhook: after.sealedWebhook === undefined ? 'webhookUrl' : 'webhookSigningKey',
  } as const;
  return (['email', 'slack', 'webhook'] as const).flatMap((channel) => {
    const names = others
      .filter(({ scope, channels }) => {
        const works = (now: OrganisationForm) => faultOf(channel, scope.kind, now, mails) === undefined;
        return channels.includes(channel) && works(form) && !works(after);
      })
      .map(({ id, name }) => `"${name}" (${id})`);
    if (names.length === 0) return [];
    const more = names.length - NAMED;
    const list = names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
    const message = `is where alerts of ${list} go: take ${channel} from their channels with PUT /budgets/{id} first`;
    return [{ field: fields[channel], message }];
  });
}

function faultsOfForm(form: OrganisationForm, mails: boolean) {
  const { emailAlerts, emailRecipients, slackAlerts, webhookAlerts } = form;
  const faults: { field: string; message: string; of: string }[] = [];
  if (!mails && emailRecipients.length > 0) {
    faults.push({ field: 'emailRecipients', message: NO_SENDER, of: emailRecipients.join() });
  }
  if (!mails && emailAlerts) faults.push({ field: 'emailAlerts', message: NO_SENDER, of: '' });
  if (mails && emailAlerts && emailRecipients.length === 0) {
    const message = 'name at least one for mail alerts, or turn them off with "emailAlerts": false';
    faults.push({ field: 'emailRecipients', message, of: '' });
  }
  if (slackAlerts && !reaches('slack', form)) {
    faults.push({ field: 'slackWebhookUrl', message: NO_SLACK, of: '' });
  }
  if (webhookAlerts && !reaches('webhook', form)) {
    const field = form.sealedWebhook === undefined ? 'webhookUrl' : 'webhookSigningKey';
    faults.push({ field, message: NO_WEBHOOK, of: '' });
  }
  return faults;
}

/**
 * Checks the channels that a budget is given.
 * @param scope what the budget limits
 * @param kept channels that the budget had before: they are left as they are
 * @throws InvalidInputError that names `channels` and the way out
 */
export function checkBudgetChannels(
  scope: BudgetKind | undefined,
  channels: readonly BudgetChannel[],
  kept: readonly BudgetChannel[],
  form: Reachable,
  mails: boolean,
): void {
  refuse(
    channels
      .filter((channel) => !kept.includes(channel))
      .flatMap((channel) => faultOf(channel, scope, form, mails) ?? [])
      .map((message) => ({ field: 'channels', message })),
  );
}

/** Why a channel of a budget reaches nobody; undefined where it does. */
function faultOf(
  channel: BudgetChannel,
  scope: BudgetKind | undefined,
  form: Reachable,
  mails: boolean,
): string | undefined {
  switch (channel) {
    case 'event':
      return undefined;
    case 'email':
      if (!mails) return NO_MAIL;
      return scope !== undefined && isUnread(scope, form) ? NOBODY : undefined;
    case 'slack':
    case 'webhook':
      return reaches(channel, form) ? undefined : NO_ADDRESS[channel];
  }
}

/**
 * What whoever made or changed a budget should know of its channels though it was taken: nobody was asked for them, or
 * they reach nobody. None where the channels are as they were asked for and somebody gets them.
 * @param asked the channels that the request named
 */
export function channelWarnings(
  { scope, channels }: Pick<Budget, 'scope' | 'channels'>,
  asked: readonly BudgetChannel[] | undefined,
  form: Pick<Reachable, 'emailRecipients'>,
): { readonly field: string; readonly message: string }[] {
  const reached = channels.filter((channel) => channel !== 'email' || !isUnread(scope.kind, form));
  if (reached.length > 0) return [];
  if (channels.includes('email')) {
    return [{ field: 'channels', message: `${NOBODY}, and alerts of this budget reach nobody until then` }];
  }
  const message =
    'none: alerts of this budget are shown and told by the event bus alone; name channels to have them sent';
  return asked === undefined ? [{ field: 'channels', message }] : [];
}

/** Mail about a person's own limit goes to that person, any other to the recipients of the form. */
function isUnread(scope: BudgetKind, { emailRecipients }: Pick<Reachable, 'emailRecipients'>): boolean {
  return scope !== 'user' && emailRecipients.length === 0;
}

function reaches(channel: 'slack' | 'webhook', form: Reachable): boolean {
  if (channel === 'slack') return form.sealedSlackWebhook !== undefined;
  return form.sealedWebhook !== undefined && form.sealedWebhookKey !== undefined;
}

function refuse(faults: readonly { readonly field: string; readonly message: string }[]): void {
  const [first] = faults;
  if (!first) return;
  throw new InvalidInputError(
    `${first.field} ${first.message}`,
    faults.map(({ field, message }) => ({ field, message })),
  );
}
