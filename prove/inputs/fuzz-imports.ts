import { parseBill } from '../../core/bills/formats/parse-bill.ts';
import { CostkeeperError, InvalidInputError } from '../../core/errors.ts';
import { Choices } from '../faults/random.ts';
import { nastyText, spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

/** A page of OpenAI's costs, as its API reference shows it. */
const OPENAI_PAGE = {
  object: 'page',
  data: [
    {
      object: 'bucket',
      start_time: 1_763_683_200,
      end_time: 1_763_769_600,
      results: [
        {
          object: 'organization.costs.result',
          amount: { value: 0.06, currency: 'usd' },
          line_item: 'gpt-4o-mini, input',
          project_id: 'proj_abc',
        },
      ],
    },
  ],
  has_more: false,
  next_page: null,
};

const HEADS = [
  ['provider', 'model', 'day', 'usd'],
  ['provider', 'model', 'day', 'unit', 'quantity'],
  ['BilledCost', 'BillingCurrency', 'ChargePeriodStart', 'ServiceName', 'ProviderName'],
  ['line_item_unblended_cost', 'line_item_usage_start_date', 'line_item_product_code'],
];

/** Columns besides those that are read: the tags of a large account, and what is more than a bill may have. */
const MORE_COLUMNS = [
  [40, 0],
  [4, 20],
  [2, 300],
  [1, 996],
  [1, 1001],
] as const;

function billOf(choices: Choices): string {
  if (choices.chance(0.4)) return JSON.stringify(spoil(OPENAI_PAGE, choices));
  const more = Array.from({ length: choices.weighted(MORE_COLUMNS) }, (_, index) => `tag_${index}`);
  const head = [...choices.pick(HEADS), ...more];
  const row = () => head.map(() => (choices.chance(0.5) ? '1.5' : nastyText(choices))).join(',');
  const separator = choices.pick(['\n', '\r\n']);
  return [head.join(','), ...Array.from({ length: choices.below(4) }, row)].join(separator);
}

/** Reads `cases` spoilt bills. Faults: an error that is no refusal, and a refusal that names nothing. */
export function fuzzImports(cases: number, seed: number): InputsOutcome {
  const choices = new Choices(seed);
  const faults: string[] = [];
  const counts = { read: 0, refused: 0 };
  for (let number = 0; number < cases; number++) {
    const bill = billOf(choices);
    try {
      parseBill(bill);
      counts.read++;
    } catch (error) {
      counts.refused++;
      if (!(error instanceof CostkeeperError)) faults.push(faultLine(String(error), bill));
      else if (error instanceof InvalidInputError && error.message === '')
        faults.push(faultLine('a refusal says nothing', bill));
    }
  }
  return { cases, counts, faults };
}
