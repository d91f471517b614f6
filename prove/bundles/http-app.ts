/** An import of an entry of the packed client: the application is text, no module of this project. */
function imported(name: string, entry: string): string {
  return `import { ${name} } from ${JSON.stringify(`@costkeeper/client/${entry}`)};`;
}

/** A module of an application that records over HTTP and reads what it cost: `run(apiUrl, token)` answers both. */
export const HTTP_APP = `
${imported('createCostkeeper', 'http')}
${imported('createCostkeeperReader', 'reader')}

export async function run(apiUrl, token) {
  const costkeeper = createCostkeeper({ apiUrl, token, flushOnExit: false });
  const id = costkeeper.withContext({ userId: 'user-1' }, () =>
    costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1000 } }),
  );
  const sent = await costkeeper.flush();
  const reader = createCostkeeperReader({ apiUrl, token });
  const { totalUsd } = await reader.user('user-1', { from: '2026-11-01', to: '2026-11-30' });
  return { id: id !== '', sent, delivered: costkeeper.stats().delivered, totalUsd };
}
`;

/** What the application answers where everything went well. */
export const RUN_WELL = { id: true, sent: true, delivered: 1, totalUsd: '0.00015' } as const;

/** What must be in no bundle of it: the SDK of AWS, and globals that only Node has. */
const NOT_IN_BUNDLE: readonly RegExp[] = [
  /(?:from|import\()\s*["']@aws-sdk\//,
  /\bBuffer\b/,
  /\bURLSearchParams\b[^;]*\.size\b/,
];

/** What of that a bundle holds; empty where it is as it should be. */
export function foreignParts(bundle: string): string[] {
  return NOT_IN_BUNDLE.filter((pattern) => pattern.test(bundle)).map(String);
}
