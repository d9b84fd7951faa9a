import { parseSync } from '@swc/core';

/** A name that a file declares, or a function of it. Units: `lineCount` in lines, the first and the last included. */
export interface Declarations {
  readonly names: readonly string[];
  readonly functions: readonly { readonly name: string; readonly lineCount: number }[];
}

interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassMethod']);

/** The fields of a node that declare the names below them. */
const DECLARING: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ['id'],
  FunctionDeclaration: ['identifier'],
  ClassDeclaration: ['identifier'],
  ClassMethod: ['key'],
  ClassProperty: ['key'],
  Parameter: ['pat'],
  ArrowFunctionExpression: ['params'],
  TsParameterProperty: ['param'],
  TsInterfaceDeclaration: ['id'],
  TsTypeAliasDeclaration: ['id'],
  TsPropertySignature: ['key'],
  TsMethodSignature: ['key'],
};

/** Reads the names that a file declares, and how long its functions are. Names that it takes out of objects are not its own. */
export function declarationsOf(text: string, isTsx: boolean): Declarations {
  const names: string[] = [];
  const functions: { name: string; lineCount: number }[] = [];
  const bytes = Buffer.from(text);
  const program = parseSync(text, { syntax: 'typescript', tsx: isTsx, decorators: true }) as unknown as Node;
  // Spans count from where the parser's process stands, not from this file: the end of the last node is the end of it.
  const offset = (program.span?.end ?? 0) - bytes.length;
  const visit = (node: Node, name: string): void => {
    const own = nameOf(node) ?? name;
    if (FUNCTIONS.has(node.type)) {
      const { start, end } = node.span ?? (node.function as Node).span ?? { start: 0, end: 0 };
      functions.push({ name: own, lineCount: bytes.toString('utf8', start - offset, end - offset).split('\n').length });
    }
    for (const field of DECLARING[node.type] ?? []) names.push(...declaredIn(node[field]));
    for (const child of childrenOf(node)) visit(child, own);
  };
  visit(program, '');
  return { names, functions };
}

/** The names of a pattern, apart from those that are an object's fields. */
function declaredIn(pattern: unknown): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(declaredIn);
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [String(pattern.value)];
  if (pattern.type === 'KeyValuePatternProperty') return declaredIn(pattern.value);
  const inside = [pattern.left, pattern.argument, pattern.elements, pattern.properties];
  return inside.flatMap(declaredIn);
}

function nameOf(node: Node): string | undefined {
  const named = node.identifier ?? node.key ?? (node.type === 'VariableDeclarator' ? node.id : undefined);
  return isNode(named) && typeof named.value === 'string' ? named.value : undefined;
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .flatMap((value) => {
      if (isNode(value)) return [value];
      // Arguments and declarations stand one level deeper, without a type of their own.
      return typeof value === 'object' && value !== null ? Object.values(value).flat().filter(isNode) : [];
    });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
