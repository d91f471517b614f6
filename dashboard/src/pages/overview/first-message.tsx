import { useSession } from '../../parts/context.tsx';
import { Card } from '../../parts/card.tsx';

/** What an empty ledger shows: how the first message gets in. */
export function FirstMessage() {
  const { apiUrl, isLocal } = useSession();
  const address = new URL(apiUrl, location.origin).href;
  const token = isLocal ? '$(npm run --silent token -- --sub me --group cost-writers)' : '$TOKEN';
  const command = `curl ${address}/record \\
  -H "authorization: Bearer ${token}" \\
  -H 'content-type: application/json' \\
  -d '{"provider":"openai","model":"gpt-4o-mini","userId":"user-1",
       "usage":{"input_tokens":1000,"output_tokens":200}}'`;
  return (
    <Card
      title="Nothing has been recorded yet"
      hint="One message is enough to see something here, within seconds."
    >
      <ol className="stack">
        <li className="stack">
          <h3>Send a message over HTTP</h3>
          <pre className="code" tabIndex={0} role="region" aria-label="Command that sends a message">
            {command}
          </pre>
        </li>
        <li className="stack">
          <h3>Or put the same object on the usage queue</h3>
          <p className="hint">
            Applications do this through the client: it wraps the SDKs of OpenAI, Anthropic, Google and
            others, and reports what each call used. The address of the queue is the output{' '}
            <code>UsageQueueUrl</code> of the data stack.
          </p>
        </li>
        <li className="stack">
          <h3>Then look</h3>
          <p className="hint">This page reads again every few seconds by itself.</p>
        </li>
      </ol>
    </Card>
  );
}
