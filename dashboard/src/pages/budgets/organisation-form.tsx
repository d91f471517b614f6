import { type FormEvent, useState } from 'react';
import type { Alert, OrganisationForm } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { AmountField, SecretField, Slider, Switch, TextField } from '../../parts/fields.tsx';
import { FieldErrors } from '../../parts/field-errors.tsx';
import { useLeaveGuard } from '../../parts/use-leave-guard.ts';
import { organisationFormBody, NO_SECRETS } from './organisation-form-body.ts';

const LIMITS = [
  ['monthlyLimit', 'Monthly limit, USD'],
  ['dailyLimit', 'Daily limit, USD'],
] as const;

const THRESHOLDS = [
  ['warningThreshold', 'Warning'],
  ['criticalThreshold', 'Critical'],
  ['emergencyThreshold', 'Emergency'],
] as const;

const SWITCHES = [
  ['emailAlerts', 'Mail alerts', 'To the recipients below'],
  ['slackAlerts', 'Slack alerts', 'To the Slack address below'],
  ['webhookAlerts', 'Webhook alerts', 'To the webhook below, signed'],
  ['projectedAlerts', 'Alerts of projections', 'Where a period will end above a threshold'],
  ['autoScaleDown', 'Go to cheaper models at the critical threshold', 'The gate answers “degrade”'],
  ['emergencyStop', 'Stop at the emergency threshold', 'The gate answers “deny” to every call'],
] as const;

const SECRETS = [
  ['slackWebhookUrl', 'Slack address', 'https://hooks.slack.com/services/…', 'slackWebhookSet'],
  ['webhookUrl', 'Webhook address', 'https://example.com/alerts', 'webhookSet'],
  ['webhookSigningKey', 'Key that signs webhooks', 'At least 16 characters; never shown', undefined],
] as const;

/** The first recipients are meant to get mails: who names some need not turn the switch too. */
function mailsOf(form: OrganisationForm, typed: string | undefined): Partial<OrganisationForm> {
  return typed === undefined || form.emailRecipients.length > 0 ? {} : { emailAlerts: typed.trim() !== '' };
}

/** The organisation's form: what is not changed is not sent. */
export function OrganisationFormEditor({ form }: { readonly form: OrganisationForm }) {
  const { person } = useSession();
  // Only what was changed here: what another person saves meanwhile shows in the other fields, and wipes nothing.
  const [changes, setChanges] = useState<Partial<OrganisationForm>>({});
  const [typed, setRecipients] = useState<string>();
  const [secrets, setSecrets] = useState(NO_SECRETS);
  const changed = { ...mailsOf(form, typed), ...changes };
  const draft = { ...form, ...changed };
  const recipients = typed ?? form.emailRecipients.join(', ');
  const dirty =
    Object.keys(changes).length > 0 ||
    typed !== undefined ||
    Object.values(secrets).some((one) => one !== '');
  useLeaveGuard(dirty);
  const save = useWrite({
    done: 'Saved.',
    refresh: ['/budget', '/dashboard'],
  });
  const test = useWrite<Alert>({ done: tellTest, refresh: ['/alerts'] });
  const set = (change: Partial<OrganisationForm>) => setChanges((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = organisationFormBody(changed, typed, secrets);
    // What was typed while it was on its way is not saved, and stays.
    const onSuccess = () => {
      setSecrets((now) => (now === secrets ? NO_SECRETS : now));
      setChanges((now) => (now === changes ? {} : now));
      setRecipients((now) => (now === typed ? undefined : now));
    };
    save.mutate({ method: 'PUT', path: '/budget/config', body }, { onSuccess });
  };
  return (
    <Card title="The organisation’s budget" hint="Thresholds are percentages of each limit">
      <FieldErrors error={save.error}>
        <form className="form" onSubmit={submit}>
          <fieldset className="form" disabled={!person.isAdmin}>
            <div className="field-row">
              {LIMITS.map(([name, label]) => (
                <AmountField
                  key={name}
                  name={name}
                  label={label}
                  value={draft[name]}
                  onChange={(value) => set({ [name]: value })}
                />
              ))}
            </div>
            <div className="field-row">
              {THRESHOLDS.map(([name, label]) => (
                <Slider
                  key={name}
                  name={name}
                  label={label}
                  value={draft[name]}
                  onChange={(value) => set({ [name]: value })}
                />
              ))}
            </div>
            {SWITCHES.map(([name, label, help]) => (
              <Switch
                key={name}
                label={label}
                help={help}
                checked={draft[name]}
                onChange={(value) => set({ [name]: value })}
              />
            ))}
            <TextField
              label="Mail recipients"
              name="emailRecipients"
              placeholder="ops@example.com, cfo@example.com"
              value={recipients}
              onChange={setRecipients}
            />
            {SECRETS.map(([name, label, example, setField]) => (
              <SecretField
                key={name}
                name={name}
                label={label}
                example={example}
                isSet={setField !== undefined && form[setField]}
                value={secrets[name]}
                onChange={(value) => setSecrets((old) => ({ ...old, [name]: value }))}
                onRemove={() =>
                  save.mutate({ method: 'PUT', path: '/budget/config', body: { [name]: null } })
                }
              />
            ))}
            <div className="buttons">
              <button type="submit" className="button button-primary" disabled={save.isPending}>
                {save.isPending ? 'Saving…' : 'Save'}
              </button>
              {dirty ? <span className="hint">Not saved yet</span> : null}
              <button
                type="button"
                className="button"
                disabled={test.isPending}
                onClick={() => test.mutate({ path: '/alerts/test' })}
              >
                Send a test alert
              </button>
            </div>
          </fieldset>
          {person.isAdmin ? null : <Badge>Only administrators change this</Badge>}
        </form>
      </FieldErrors>
    </Card>
  );
}

/** A channel that is silent may take three seconds: the list of alerts tells how it ended. */
function tellTest({ deliveries }: Alert): string {
  const told = deliveries.map(({ channel, status }) =>
    status === 'PENDING'
      ? `${channel} has not answered yet, see the alerts`
      : `${channel} ${status.toLowerCase()}`,
  );
  return told.length === 0 ? 'No channel is set up.' : `Test: ${told.join(', ')}.`;
}
