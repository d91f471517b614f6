import { NO_NAME, REST } from '../../../contracts/report-vocabulary.ts';

/** How a layer of a chart is called on the page. */
export function layerLabel({
  name,
  label,
}: {
  readonly name: string;
  readonly label?: string | undefined;
}): string {
  return label ?? (name === REST ? 'Others' : name);
}

const GREY_NAMES = new Set([REST, NO_NAME, 'other']);
const COLORS = 8;

/** Colours once given to names, so that a name keeps its colour while one moves around. */
const remembered = new Map<string, number>();

/** A CSS colour for each name: distinct within the chart, the same as before where that is possible. */
export function colorsOf(names: readonly string[]): Map<string, string> {
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  const give = (name: string, index: number) => {
    taken.add(index);
    colors.set(name, `var(--series-${index + 1})`);
  };
  for (const name of names) {
    const known = remembered.get(name);
    if (GREY_NAMES.has(name)) colors.set(name, 'var(--series-rest)');
    else if (known !== undefined && !taken.has(known)) give(name, known);
  }
  for (const name of names) {
    if (colors.has(name)) continue;
    let index = 0;
    while (taken.has(index) && index < COLORS - 1) index += 1;
    give(name, index);
    if (!remembered.has(name)) remembered.set(name, index);
  }
  return colors;
}

/** The colour that a CSS colour such as `var(--line)` means at an element in its theme, for canvases. */
export function resolveColor(color: string, element: Element): string {
  const probe = element.appendChild(document.createElement('span'));
  probe.style.color = color;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
