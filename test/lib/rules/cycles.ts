import { listOf, type Rule, type StackTemplate } from './templates.ts';

/** Every name that a value refers to: by Ref, by Fn::GetAtt, or in the text of Fn::Sub. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (name === 'Ref') return [String(inner)];
    if (name === 'Fn::GetAtt') return [String(listOf(inner)[0]).split('.')[0] ?? ''];
    if (name === 'Fn::Sub') {
      const [text, ...more] = listOf(inner);
      const named = [...String(text).matchAll(/\$\{([^}.!]+)/g)].map(([, one]) => one ?? '');
      return [...named, ...more.flatMap(namesIn)];
    }
    return namesIn(inner);
  });
}

/** The resources of a circle in which each waits for the next; empty where CloudFormation finds an order. */
function circleIn({ Resources }: StackTemplate): string[] {
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): string[] => {
    if (way.includes(id)) return way.slice(way.indexOf(id));
    const resource = Resources[id];
    if (!resource || done.has(id)) return [];
    for (const next of [...listOf<string>(resource.DependsOn), ...namesIn(resource.Properties)]) {
      const circle = walk(next, [...way, id]);
      if (circle.length > 0) return circle;
    }
    done.add(id);
    return [];
  };
  for (const id of Object.keys(Resources)) {
    const circle = walk(id, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** CloudFormation refuses a template in which resources wait for each other ("Circular dependency between resources"). */
export const nothingWaitsForItself: Rule = (templates) =>
  templates.flatMap((stack) => {
    const circle = circleIn(stack);
    return circle.length === 0 ? [] : [`${circle.join(', ')} of ${stack.name} wait for each other`];
  });
