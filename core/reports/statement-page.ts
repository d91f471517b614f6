import { daysOfMonth } from '../time/ledger-time.ts';
import { type Decimal, formatDecimal } from '../money/decimal.ts';
import { type CurrencyRate, displayAmount, fromUsd, roundForDisplay } from '../currency/currency.ts';
import { escapeHtml, htmlPage, htmlTable } from '../mail/html.ts';
import type { Statement, StatementInput } from './statement.ts';

const CSS = `:root { color-scheme: light; }
body { font: 11pt/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.5rem; margin: 0 0 1.5rem; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.total { font-weight: 700; font-size: 1.15rem; text-align: right; margin: 1rem .5rem; }
.note { color: #555; font-size: .9rem; }
@page { size: A4; margin: 18mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } tr { break-inside: avoid; } thead { display: table-header-group; } }`;

function facts(statement: Statement): string {
  const { input } = statement;
  const { from, to } = daysOfMonth(input.month);
  const rows: [string, string][] = [
    ['Number', statement.number],
    ['Issued by', input.issuerName],
    ['For', input.userName === undefined ? input.userId : `${input.userName} (${input.userId})`],
    ['Period', `${from} to ${to}`],
    ['Issued on', input.issuedOn],
    ['Status', input.closed ? 'final' : 'provisional: the month is not closed yet'],
  ];
  rows.push(['Events', String(input.events)]);
  const items = rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>\n${items.join('\n')}\n</dl>`;
}

function notes(statement: Statement): string {
  const { input, rate } = statement;
  const sentences: string[] = [];
  if (input.neverUsed) sentences.push('No usage of this user is in the ledger: check the id.');
  if (rate.currency !== 'USD') {
    const value = `${formatDecimal(rate.rate)} ${rate.currency}`;
    sentences.push(`Converted at 1 USD = ${value}, ${rate.source}, ${rate.date}.`);
  }
  const markup = input.markupPercent ?? '0';
  if (Number(markup) !== 0) sentences.push(`Amounts are cost plus ${markup} %.`);
  if (input.lateCost) {
    sentences.push(
      `${formatDecimal(input.lateCost)} USD of the cost were recorded after the month was closed.`,
    );
  }
  if (input.created && input.created.events > 0) sentences.push(createdNote(input.created, rate));
  if (input.unpricedEvents > 0) {
    sentences.push(`${input.unpricedEvents} events have no price yet and are not part of the total.`);
  }
  return sentences.map((sentence) => `<p class="note">${escapeHtml(sentence)}</p>`).join('\n');
}

function createdNote({ cost, complete }: NonNullable<StatementInput['created']>, rate: CurrencyRate): string {
  const amount = displayAmount(roundForDisplay(fromUsd(cost, rate), rate.currency), rate.currency);
  const atLeast = complete ? '' : 'at least ';
  return `Not part of this total: ${atLeast}${amount} ${rate.currency} of work without a user on what they created.`;
}

/** Quantities with their unit prices; what has none is named by its amount. */
function partsText(
  parts: Statement['lines'][number]['parts'] = [],
  other: Decimal,
  currency: string,
): string {
  const texts = parts.map(
    ({ unit, quantity, unitPrice, per }) =>
      `${formatDecimal(quantity)} ${unit} at ${formatDecimal(unitPrice)} ${currency} for ${formatDecimal(per)}`,
  );
  return [...texts, ...(other === 0n ? [] : [`other: ${formatDecimal(other)} ${currency}`])].join('; ');
}

/** The statement as one page that prints well: own styles, no script, nothing loaded from elsewhere. */
export function statementPage(statement: Statement): string {
  const { currency } = statement.rate;
  const hasParts = statement.lines.some(({ parts }) => parts !== undefined);
  const rows = statement.lines.map(({ service, model, ids, shown, parts, other }) => [
    service,
    ids ? `${model} (${ids.join(', ')})` : model,
    ...(hasParts ? [partsText(parts, other, currency)] : []),
    displayAmount(shown, currency),
  ]);
  if (statement.rounding !== 0n) {
    rows.push(['Rounding', '', ...(hasParts ? [''] : []), displayAmount(statement.rounding, currency)]);
  }
  const title = `Statement ${statement.input.month} for ${statement.input.userName ?? statement.input.userId}`;
  const columns = [
    { heading: 'Service' },
    { heading: 'Model' },
    ...(hasParts ? [{ heading: 'Quantities and unit prices' }] : []),
    { heading: `Amount (${currency})`, figures: true },
  ];
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    facts(statement),
    htmlTable(columns, rows),
    `<p class="total">Total ${escapeHtml(`${displayAmount(statement.total, currency)} ${currency}`)}</p>`,
    notes(statement),
  ];
  return htmlPage(title, CSS, body.filter(Boolean).join('\n'));
}
