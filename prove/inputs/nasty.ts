import type { Choices } from '../faults/random.ts';

type Make = (choices: Choices) => unknown;

const LENGTHS = [0, 1, 127, 128, 129, 255, 256, 257, 1025, 2049, 5000];
const FILLERS = ['a', 'ü', '😀', ' ', '\u0000', '\ud800', '#', '%', '/', '\u202e'];
const TEXTS = [
  '__proto__',
  'constructor',
  '../../etc/passwd',
  "'; DROP TABLE entries; --",
  '=1+1;@SUM(A1)\t|x',
  '<script>alert(1)</script>',
  '<!channel> *x* https://evil.example',
  'line\r\nX-Injected: 1',
  '\ufeff',
  'NaN',
  '0x10',
  '1e999999',
  '-0',
  '0000-01-01',
  '1969-12-31',
  '1970-01-01T00:00:00Z',
  '2026-02-30',
  '2026-11-21T10:15:30.123Z',
  '9999-12-31',
  '9999-12-31T23:59:59.999Z',
  '+010000-01-01',
  '2026-W53',
  'system',
  '-',
];
const NUMBERS = [0, -0, -1, 0.1, 1e12, 1e12 + 1, 1e21, 1e308, 2 ** 53, -(2 ** 53), 1e-12, 1e-13];

/** Values that have broken programs before; each comes from the choices, so that a seed repeats it. */
const KINDS: readonly (readonly [number, Make])[] = [
  [6, (choices) => choices.pick(TEXTS)],
  [4, (choices) => choices.pick(FILLERS).repeat(choices.pick(LENGTHS))],
  [4, (choices) => choices.pick(NUMBERS)],
  [2, (choices) => '9'.repeat(choices.between(1, 400))],
  [2, (choices) => choices.pick([null, true, false])],
  [2, (choices) => nested(choices.pick([1, 10, 63, 64, 65, 200]), choices.chance(0.5))],
  [1, (choices) => Array.from({ length: choices.pick([0, 1, 21, 33]) }, (_, index) => index)],
  [
    1,
    (choices) =>
      Object.fromEntries(
        Array.from({ length: choices.pick([0, 1, 21, 33, 300]) }, (_, index) => [
          `k${index}`,
          choices.pick(NUMBERS),
        ]),
      ),
  ],
];

/** One value that no field of that name may be expected to hold. */
export function nastyValue(choices: Choices): unknown {
  return choices.weighted(KINDS)(choices);
}

/** The same as text, as paths and queries carry it. */
export function nastyText(choices: Choices): string {
  const value = nastyValue(choices);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A copy in which some values, at any depth, are replaced, taken away or given to names that are not declared. */
export function spoil(value: unknown, choices: Choices, share = 0.15): unknown {
  if (choices.chance(share)) return nastyValue(choices);
  if (Array.isArray(value)) return value.map((item) => spoil(item, choices, share));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).flatMap(([name, item]): [string, unknown][] =>
    choices.chance(share / 3) ? [] : [[name, spoil(item, choices, share)]],
  );
  if (choices.chance(share / 3)) fields.push([nastyText(choices).slice(0, 300), nastyValue(choices)]);
  return Object.fromEntries(fields);
}

function nested(levels: number, objects: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = objects ? { a: value } : [value];
  return value;
}
