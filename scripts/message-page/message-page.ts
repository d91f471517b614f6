import {
  type EntryFieldRows,
  SENT_FIELDS,
  type SentField,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { USAGE_ALIASES, type UsageAlias } from '../../contracts/usage-aliases.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { PART_UNITS } from './usage-parts.ts';

/** What each field says; the compiler names a field that is missing. */
const ABOUT: Readonly<Record<SentField, string>> = {
  id: 'who repeats an event repeats its id and its time: it is counted once',
  occurredAt: 'when the cost arose, ISO 8601 with a zone; it decides the day and the price',
  provider: 'who bills: `openai`, `anthropic`, `aws`',
  service: `${SERVICES.map((service) => `\`${service}\``).join(', ')}; that of the price row if absent`,
  model: 'a model or a SKU, as the provider names it',
  region: 'where prices differ by it',
  attributes: `what changes the price, such as \`{"service_tier": "batch"}\`; at most ${LIMITS.attributes}`,
  usage: `quantities by part, at least one and at most ${LIMITS.usageParts}; see below`,
  reportedCost: 'USD that the provider says it cost: evidence, the ledger computes its own figure',
  userId: 'who it was for; without it the work is the system’s',
  resource: 'what it was for: `{"type": "episode", "id": "ep-7"}`',
  group: 'what the resource belongs to: `{"type": "podcast", "id": "pod-1"}`',
  tags: `names and values of your own; at most ${LIMITS.tags}`,
  operation: 'what your application did: `script-generation`',
  outcome: '`success` if absent, `failed` or `aborted`',
  problems: `what in the usage contradicts itself; at most ${LIMITS.problems} texts`,
  attempt: 'which try of the call, from 1',
  via: 'which way reported the call; its id is then the provider’s own',
  holdId: 'the hold of the gate that the event settles',
  correlationId: 'names your request or job in logs, alerts and their mails; `id` does where it is absent',
  metadata: `anything of yours, ${LIMITS.metadataBytes / 1024} KB and ${LIMITS.metadataLevels} levels`,
};

type Kind = EntryFieldRows[SentField]['kind'];

const FORMS: Readonly<Record<Kind, string>> = {
  text: 'text',
  time: 'time',
  texts: 'object of texts',
  quantities: 'object of quantities',
  amount: 'amount',
  reference: '`{type, id}`',
  names: 'list of texts',
  count: 'whole number',
  json: 'object',
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function fieldRows(): string[][] {
  return SENT_FIELDS.map((name) => {
    const { kind, required } = ENTRY_FIELDS[name];
    return [`\`${shownName(name)}\``, FORMS[kind], required ? 'yes' : '', ABOUT[name]];
  });
}

function aliasRows(): string[][] {
  return Object.entries(USAGE_ALIASES).map(([name, { part, inside, beside }]) => [
    `\`${name}\``,
    part === null ? 'nothing: it is in another count already' : `\`${part}\``,
    howCounted(part, inside) + besideText(beside),
  ]);
}

function besideText(beside: UsageAlias['beside']): string {
  if (beside === undefined) return '';
  const where = [...beside.at].map((provider) => `\`${provider}\``).join(', ');
  return `; at ${where} \`${beside.part}\`, beside the others, unless \`total_tokens\` shows it inside`;
}

function howCounted(part: string | null, inside: readonly string[] | undefined): string {
  if (inside === undefined) return 'beside the others';
  const sums = inside.map((sum) => `\`${sum}\``).join(' or ');
  return part === null ? `inside ${sums}` : `inside ${sums}, and is taken off it`;
}

const EXAMPLE = {
  id: '01JD8Z6T7Q',
  occurredAt: '2026-11-21T10:15:30.123Z',
  provider: 'openai',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
  userId: 'user-42',
  resource: { type: 'episode', id: 'ep-7' },
};

/** The event of the page's examples, for a test that sends it. */
export const PAGE_EXAMPLE: Readonly<Record<string, unknown>> = EXAMPLE;

const json = JSON.stringify(EXAMPLE, undefined, 2);

/** The whole text of docs/message.md. */
export function messagePage(): string {
  return `# The usage message

What an application sends: one event, \`{"events": […]}\` or a list, with every field that it may have. (Made of the schema by \`npm run docs:message\`; change contracts/ or scripts/message-page instead.)

At most ${LIMITS.eventsPerMessage} events and 1 MiB in a message, one event at most ${LIMITS.eventBytes / 1024} KB. The body of an SQS message, or of \`POST /record\` with a writer's token, which fills in \`id\` and \`occurredAt\` when both are missing. With \`?dryRun=true\` it prices the events and records nothing. A field that is not in this table is refused, so that a slip is seen; the answer names every wrong field and the one that takes it, and where nothing else is missing \`rewritten\` is the whole event to send; where a row of another table does not say all, \`incomplete\` has the event as far as it goes, and the names of the fields that are \`missing\`.

## Fields

${table(['field', 'form', 'needed', 'says'], fieldRows())}

Texts have 1 to ${LIMITS.nameCharacters} characters (\`id\`, \`holdId\`: ${LIMITS.idCharacters}) and no control characters. A quantity is a whole number from 0 to 10^12, or decimal text with at most 12 decimals. An amount is decimal text or a number. \`null\` means absent.

## Usage parts

Parts are disjoint: what is in one is in no other. Any other lower-case name is taken, stays unpriced and is warned of.

${table(
  ['part', 'one unit is a'],
  Object.entries(PART_UNITS).map(([part, unit]) => [`\`${part}\``, unit]),
)}

### Names of providers

These are taken as parts:

${table(['sent', 'is', 'how'], aliasRows())}

Answers of providers are taken whole by \`POST /record/{openai|anthropic|google|bedrock|litellm}\` ([intake.md](intake.md)).

## Examples

\`\`\`sh
curl -X POST "$COSTKEEPER_API_URL/record" -H "Authorization: Bearer $COSTKEEPER_TOKEN" \\
  -H 'Content-Type: application/json' -d '${json}'
\`\`\`

\`\`\`python
import json, os, urllib.request

event = json.loads("""${json}""")
request = urllib.request.Request(
    os.environ["COSTKEEPER_API_URL"] + "/record",
    data=json.dumps(event).encode(),
    headers={"Authorization": "Bearer " + os.environ["COSTKEEPER_TOKEN"], "Content-Type": "application/json"},
)
print(urllib.request.urlopen(request).read().decode())
\`\`\`

\`\`\`go
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

const event = \`${json}\`

func main() {
	request, err := http.NewRequest("POST", os.Getenv("COSTKEEPER_API_URL")+"/record", strings.NewReader(event))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("COSTKEEPER_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	fmt.Println(response.Status)
}
\`\`\`
`;
}
