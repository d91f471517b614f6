import { parseSync } from 'vite';

/** One small change of a source that a test should notice. */
export interface Mutant {
  /** `core/spend/audit.ts:17`: the file, and which of its mutants. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** Where it stands in the source. */
  readonly start: number;
  readonly end: number;
  readonly was: string;
  /** What stands there instead; a statement that is left out is empty. */
  readonly becomes: string;
  readonly isStatement: boolean;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

type Found = Pick<Mutant, 'start' | 'end' | 'becomes' | 'isStatement'>;

/** Each operator with what it becomes: a bound moved, turned round, or another calculation. */
const BINARY: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
};

const ASSIGNMENT: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '??=': '=',
};

/** Methods with another one of the same shape; undefined leaves the call out. */
const METHODS: Readonly<Record<string, string | undefined>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  filter: undefined,
  toSorted: undefined,
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const isText = (node: unknown) =>
  isNode(node) &&
  (node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string'));

/** What one node can become; nothing for most. */
function mutationsOf(node: Node, text: (node: unknown) => string): Found[] {
  const { start, end } = node;
  const instead = (becomes: string, at: Node = node): Found => ({
    start: at.start,
    end: at.end,
    becomes,
    isStatement: false,
  });
  const { left, right, operator, argument, test } = node as Node & { operator: string };
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      // A sum of texts has no difference.
      if (operator === '+' && (isText(left) || isText(right))) return [];
      return (BINARY[operator] ?? []).map((other) => instead(`(${text(left)}) ${other} (${text(right)})`));
    }
    case 'AssignmentExpression': {
      const other = ASSIGNMENT[operator];
      return other && !isText(right) ? [instead(`${text(left)} ${other} ${text(right)}`)] : [];
    }
    case 'UnaryExpression':
      return operator === '!' || operator === '-' ? [instead(text(argument))] : [];
    case 'UpdateExpression': {
      const other = operator === '++' ? '--' : '++';
      return [instead(node['prefix'] === true ? `${other}${text(argument)}` : `${text(argument)}${other}`)];
    }
    case 'Literal':
      return typeof node['value'] === 'boolean' ? [instead(String(!node['value']))] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return isNode(test) ? [instead('true', test), instead('false', test)] : [];
    case 'WhileStatement':
    case 'ForStatement':
      return isNode(test) ? [instead('false', test)] : [];
    case 'CallExpression':
      return methodMutations(node, text).map((becomes) => instead(becomes));
    case 'ExpressionStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
      return node['directive'] ? [] : [{ start, end, becomes: '', isStatement: true }];
    default:
      return [];
  }
}

function methodMutations({ callee, end }: Node, text: (node: unknown) => string): string[] {
  if (!isNode(callee) || callee.type !== 'MemberExpression' || callee['computed'] === true) return [];
  const { object, property } = callee;
  const name = text(property);
  if (!Object.hasOwn(METHODS, name)) return [];
  const other = METHODS[name];
  if (other === undefined) return [text(object)];
  const { start: from, end: to } = property as Node;
  return [`${text({ start: callee.start, end: from })}${other}${text({ start: to, end })}`];
}

/** What a chain of `?.` goes on through. */
const CHAINED: ReadonlySet<string> = new Set(['CallExpression', 'MemberExpression', 'TSNonNullExpression']);

/** What there is at compile time alone. */
const isType = (type: string) => type.startsWith('TS') && !/^TS(As|NonNull|Satisfies)/.test(type);

/**
 * Every mutant of a source, in the order in which they stand in it: the same source has the same mutants.
 * @throws TypeError when the source does not parse
 */
export function findMutants(file: string, source: string): Mutant[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new TypeError(`${file} does not parse: ${errors[0]?.message}`);
  const text = (node: unknown) => source.slice((node as Node).start, (node as Node).end);
  const found: Found[] = [];
  const visit = (node: Node, isInChain = false): void => {
    if (isType(node.type) || node.type === 'ImportDeclaration') return;
    // A call within `a?.b.c()` cannot be put in brackets: the chain would end there.
    if (!(isInChain && node.type === 'CallExpression')) found.push(...mutationsOf(node, text));
    const isChain = node.type === 'ChainExpression' || (isInChain && CHAINED.has(node.type));
    for (const [field, value] of Object.entries(node)) {
      if (field === 'typeAnnotation' || field === 'returnType' || field === 'typeArguments') continue;
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child))
          visit(child, isChain && (field === 'expression' || field === 'callee' || field === 'object'));
    }
  };
  visit(program as unknown as Node);
  return found
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .map((one, index) => ({
      ...one,
      id: `${file}:${index}`,
      file,
      line: source.slice(0, one.start).split('\n').length,
      was: source.slice(one.start, one.end),
    }));
}
