import { type FormEvent, useState } from 'react';
import type { OrganisationForm } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { AmountField, SecretField, Slider, Switch } from '../../parts/fields.tsx';
import { readRecipients, readSecret } from './read-form.ts';

const THRESHOLDS = [
  ['warningThreshold', 'Warning'],
  ['criticalThreshold', 'Critical'],
  ['emergencyThreshold', 'Emergency'],
] as const;

const SWITCHES = [
  ['emailAlerts', 'Mail alerts', 'To the recipients below'],
  ['slackAlerts', 'Slack or webhook alerts', 'To the address below'],
  ['autoScaleDown', 'Go to cheaper models at the critical threshold', 'The gate answers “degrade”'],
  ['emergencyStop', 'Stop at the emergency threshold', 'The gate answers “deny” to every call'],
] as const;

/** The organisation's form: what is not changed is not sent. */
export function FormEditor({ form }: { readonly form: OrganisationForm }) {
  const { person } = useSession();
  const [draft, setDraft] = useState(form);
  const [recipients, setRecipients] = useState(form.emailRecipients.join(', '));
  const [secret, setSecret] = useState('');
  const save = useWrite({ done: 'Saved.', refresh: ['/budget', '/dashboard'], onDone: () => setSecret('') });
  const test = useWrite({ done: 'A test alert is on its way.', refresh: ['/alerts'] });
  const set = (change: Partial<OrganisationForm>) => setDraft((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { asOf: _asOf, slackWebhookSet: _set, degradeTo: _degrade, ...fields } = draft;
    const body = { ...fields, emailRecipients: readRecipients(recipients), ...readSecret(secret) };
    save.mutate({ method: 'PUT', path: '/budget/config', body });
  };
  return (
    <Card title="The organisation’s budget" hint="Thresholds are percentages of each limit">
      <form className="form" onSubmit={submit}>
        <fieldset className="form" disabled={!person.isAdmin}>
          <div className="field-row">
            <AmountField
              label="Monthly limit, USD"
              value={draft.monthlyLimit}
              onChange={(monthlyLimit) => set({ monthlyLimit })}
            />
            <AmountField
              label="Daily limit, USD"
              value={draft.dailyLimit}
              onChange={(dailyLimit) => set({ dailyLimit })}
            />
          </div>
          <div className="field-row">
            {THRESHOLDS.map(([name, label]) => (
              <Slider
                key={name}
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
          <label className="field">
            <span>Mail recipients</span>
            <input
              type="text"
              value={recipients}
              placeholder="ops@example.com, cfo@example.com"
              onChange={({ target }) => setRecipients(target.value)}
            />
          </label>
          <SecretField
            label="Slack or webhook address"
            isSet={form.slackWebhookSet}
            value={secret}
            onChange={setSecret}
            onRemove={() =>
              save.mutate({ method: 'PUT', path: '/budget/config', body: { slackWebhookUrl: null } })
            }
          />
          <div className="buttons">
            <button type="submit" className="button button-primary" disabled={save.isPending}>
              {save.isPending ? 'Saving…' : 'Save'}
            </button>
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
    </Card>
  );
}
