import type { Endpoints } from './endpoints.ts';

const EXAMPLE = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  userId: 'user-1',
  usage: { input_tokens: 1000, output_tokens: 200 },
};

/** What the runner says when it is ready: addresses, and how to send one message and see its cost. */
export function readyText(endpoints: Endpoints, file: string, logs: string): string {
  const { dashboard, api, sqs, queueUrl, mail } = endpoints;
  const now = new Date().toISOString();
  const message = JSON.stringify({ id: `hello-${Date.now()}`, occurredAt: now, ...EXAMPLE });
  const body = JSON.stringify({ QueueUrl: queueUrl, MessageBody: message });
  const token = (role: string) => `$(node -p "JSON.parse(fs.readFileSync('${file}')).tokens.${role}")`;
  return `
Costkeeper is ready.

  dashboard   ${dashboard}
  API         ${api}
  API docs    ${api}/docs
  queue       ${queueUrl}
  mails       ${mail}
  endpoints   ${file} (with a token for each role)
  logs        ${logs}

Send one message through the queue:
  curl -s ${sqs} -H 'content-type: application/x-amz-json-1.0' -H 'x-amz-target: AmazonSQS.SendMessage' \\
    -d '${body}'
or through the API:
  curl -s ${api}/record -H "authorization: Bearer ${token('writer')}" \\
    -H 'content-type: application/json' -d '${JSON.stringify(EXAMPLE)}'
and see what user-1 has cost:
  curl -s ${api}/users/user-1 -H "authorization: Bearer ${token('reader')}"

Ctrl-C stops it.
`;
}
