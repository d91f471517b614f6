import { parse } from 'csv-parse/sync';
import { csvLine, csvText } from '../../core/export/csv.ts';
import { slackMessage } from '../../core/alerts/slack-channel.ts';
import type { Alert } from '../../core/alerts/alert.ts';
import { anAlert } from '../../testing/an-alert.ts';
import { Choices } from '../faults/random.ts';
import { nastyText } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

/** What spreadsheets take for a formula at the start of a cell. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;
const STARTS = [
  '=',
  '+',
  '-',
  '@',
  '\uFF1D',
  '\uFF0B',
  '\uFF0D',
  '\uFF20',
  '\t',
  '\r',
  '\n',
  ' =',
  '\u00A0=',
];
const SEPARATORS = [';', '\t', ',', '"', '\r\n', '|'];
const MARKS = [
  '<!channel>',
  '<@U123>',
  '*bold*',
  'https://evil.example/login',
  '<https://evil.example|here>',
  '`x`',
  '&lt;!here&gt;',
];

/** A name that tries to be a formula, a cell of its own, mark-up or a link. */
function nastyName(choices: Choices): string {
  const part = () =>
    choices.weighted([
      [3, choices.pick(STARTS)],
      [3, choices.pick(SEPARATORS)],
      [3, choices.pick(MARKS)],
      [2, "cmd|' /C calc'!A0"],
      [2, nastyText(choices).slice(0, 200)],
    ]);
  return Array.from({ length: choices.between(1, 4) }, part)
    .join('')
    .toWellFormed();
}

/**
 * Writes `cases` rows of CSV and messages for Slack with nasty names. Faults: a cell that is a formula, or that does
 * not come back as one cell by whichever separator; a text of Slack that is no plain text, and a link that is not ours.
 */
export function fuzzCells(cases: number, seed: number): InputsOutcome {
  const choices = new Choices(seed);
  const faults: string[] = [];
  let escaped = 0;
  for (let number = 0; number < cases; number++) {
    const names = [nastyName(choices), nastyName(choices)];
    const [cells = []] = parse(csvLine(names.map(csvText)));
    if (cells.length !== names.length)
      faults.push(faultLine(`${cells.length} cells of ${names.length}`, names));
    for (const [index, cell] of cells.entries()) {
      const name = names[index] ?? '';
      if (FORMULA.test(cell)) faults.push(faultLine('a formula', name));
      if (!isNameWithApostrophes(cell, name)) faults.push(faultLine(`became ${cell}`, name));
      if (cell !== name) escaped++;
    }
    for (const delimiter of [';', '\t']) {
      // Quotes in the middle of a cell are none to a spreadsheet that parts cells here.
      const parted = csvLine(['id', ...names.map(csvText)])
        .split(delimiter)
        .slice(1);
      if (parted.some((cell) => FORMULA.test(cell))) faults.push(faultLine('a formula inside', names[0]));
      const alone = parse(`${csvText(names[0])}\r\n`, { delimiter, relaxColumnCount: true });
      if (names[0] !== '' && (alone.length !== 1 || alone[0]?.length !== 1))
        faults.push(faultLine(`cells of its own at ${JSON.stringify(delimiter)}`, names[0]));
    }
    faults.push(...slackFaults(anAlert({}, { budgetName: names[0] ?? '' })));
  }
  return { cases, counts: { escaped }, faults };
}

function slackFaults(alert: Alert): string[] {
  const { blocks, mrkdwn, text } = slackMessage([alert], 'https://page.example/');
  const types = blocks.flatMap((block) => ('text' in block ? [block.text.type] : []));
  const links = JSON.stringify(blocks.filter(({ type }) => type === 'rich_text'));
  const faults = [
    ...(types.some((type) => type !== 'plain_text') ? ['a text that is not plain'] : []),
    ...(links.includes('evil') ? ['a link of somebody else'] : []),
    ...(mrkdwn || text.includes('<') ? ['mark-up in the notification'] : []),
  ];
  return faults.map((fault) => faultLine(fault, alert.budgetName));
}

/** Whether a cell is the name with nothing but apostrophes put in. */
function isNameWithApostrophes(cell: string, name: string): boolean {
  let at = 0;
  for (const character of cell) {
    if (name.startsWith(character, at)) at += character.length;
    else if (character !== "'") return false;
  }
  return at === name.length;
}
