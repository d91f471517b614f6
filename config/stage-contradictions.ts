import { SETTING_DEFAULTS } from '../contracts/setting-defaults.ts';

/** The fields of a stage that are looked at side by side. */
interface StageFacts {
  readonly jwt?: object | undefined;
  readonly userClaim: string;
  readonly groupsClaim?: string | undefined;
  readonly mailIdentity?: string | undefined;
  readonly mailSender?: string | undefined;
  readonly webhooks?: boolean | undefined;
  readonly reportRecipients?: readonly string[] | undefined;
  readonly organisationBudget?: Readonly<Record<string, unknown>> | undefined;
  readonly budgets?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Claims of a Cognito access token that name a person; its ID tokens have more, but the API is called with these. */
const COGNITO_CLAIMS = ['sub', 'username'];

const COGNITO_GROUPS = SETTING_DEFAULTS.groupsClaim;

/** Fields that are right by themselves and wrong together, as lines. */
export function contradictionsOf(stage: StageFacts): string[] {
  const { jwt, userClaim, groupsClaim, mailIdentity, mailSender } = stage;
  const lines: string[] = [];
  if (!jwt && !COGNITO_CLAIMS.includes(userClaim)) {
    lines.push(
      `  userClaim: access tokens of the stage's own user pool have no "${userClaim}": use sub or username, or name an issuer whose tokens have it in jwt`,
    );
  }
  if (jwt && groupsClaim === undefined) {
    lines.push(
      '  groupsClaim: groups of the ledger are read from one claim of the tokens that jwt names: name it, such as "groups"',
    );
  }
  if (!jwt && groupsClaim !== undefined && groupsClaim !== COGNITO_GROUPS) {
    lines.push(
      `  groupsClaim: tokens of the stage's own user pool carry groups in ${COGNITO_GROUPS} alone: leave it out, or name an issuer in jwt`,
    );
  }
  if (mailIdentity !== undefined && !mailSender) {
    lines.push('  mailIdentity: verifies nothing without a mailSender: add the address that mails come from');
  }
  if (mailIdentity !== undefined && mailSender && !covers(mailIdentity, mailSender)) {
    lines.push(
      `  mailIdentity: does not verify the mailSender ${mailSender}: name its domain or the address itself`,
    );
  }
  return [...lines, ...unreachable(stage)];
}

/** Channels that the stage asks for and that could not tell anybody. */
function unreachable({
  mailSender,
  webhooks,
  reportRecipients = [],
  organisationBudget = {},
  budgets = [],
}: StageFacts): string[] {
  const sender = 'needs a mailSender: add the address that mails come from';
  const key =
    'needs "webhooks: true": the key that keeps the address, which is then set by PUT /budget/config';
  const asks = (name: string) =>
    budgets.some(({ channels }) => Array.isArray(channels) && channels.includes(name));
  const { emailAlerts, emailRecipients, slackAlerts, webhookAlerts } = organisationBudget;
  const asksMail = emailAlerts === true || (Array.isArray(emailRecipients) && emailRecipients.length > 0);
  return [
    ...(!mailSender && reportRecipients.length > 0 ? [`  reportRecipients: ${sender}`] : []),
    ...(!mailSender && asksMail ? [`  organisationBudget: mail ${sender}`] : []),
    ...(!mailSender && asks('email') ? [`  budgets: the channel email ${sender}`] : []),
    ...(!webhooks && (slackAlerts === true || webhookAlerts === true)
      ? [`  organisationBudget: Slack or a webhook ${key}`]
      : []),
    ...(!webhooks && (asks('slack') || asks('webhook'))
      ? [`  budgets: the channel slack or webhook ${key}`]
      : []),
  ];
}

/** A verified domain covers its addresses and those of its subdomains. */
function covers(identity: string, sender: string): boolean {
  if (identity.includes('@')) return identity === sender;
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  return domain === identity || domain.endsWith(`.${identity}`);
}
