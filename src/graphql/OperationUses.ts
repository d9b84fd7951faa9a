import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  valueFromAST,
  visit,
} from 'graphql';
import { needsBehind } from '../access/documentNeed';
import { isSatisfied, type Need } from '../access/Need';
import type { Policy } from '../access/needOf';
import type { ScopeName } from '../access/ScopeName';
import { type FragmentPart, fieldOf, walkFields } from '../access/walkFields';
import { type UsedOperation, usedOperation } from '../usage/UsedOperation';
import { signatureOf } from './signatureOf';

/** Units: ways in which one operation is used that are remembered. */
const MAX_WAYS = 64;

/** Values of variables, with their defaults. */
type Variables = Readonly<Record<string, unknown>>;

/** What of an operation was answered: all that its variables select, what these scopes permit of that, or nothing. */
export type AnsweredPart = 'ALL' | 'NOTHING' | ReadonlySet<ScopeName>;

/** What is known of an operation without its variables. */
interface Known {
  readonly signature: string;
  /** The variables that say what is selected. */
  readonly conditions: readonly string[];
  readonly entities: readonly FieldNode[];
  readonly ways: Map<string, UsedOperation>;
}

/** What operations are used for: the fields that were answered, and what they needed. Source: decision 116. */
export class OperationUses {
  private readonly known = new WeakMap<OperationDefinitionNode, Known>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly table: Policy,
  ) {}

  /** The use of an operation, as it is written down. The same use is the same object, as long as its document is remembered. */
  of(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    part: AnsweredPart,
  ): UsedOperation {
    const known = this.known.get(operation) ?? this.learn(document, operation);
    const types = this.typesOf(known, variables);
    const way = wayOf(known, variables, types, part);
    const found = known.ways.get(way);
    if (found) return found;
    if (known.ways.size >= MAX_WAYS) known.ways.clear();
    const used = this.use(document, operation, { variables, types, part, signature: known.signature });
    known.ways.set(way, used);
    return used;
  }

  private learn(document: DocumentNode, operation: OperationDefinitionNode): Known {
    const conditions = new Set<string>();
    const entities: FieldNode[] = [];
    visit(document, {
      Directive: ({ name, arguments: given }) => {
        const value = given?.[0]?.value;
        const decides = name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;
        if (decides && value?.kind === Kind.VARIABLE) conditions.add(value.name.value);
      },
      Field: (node) => {
        if (node.name.value === '_entities') entities.push(node);
      },
    });
    const signature = signatureOf(document, operation);
    const known = { signature, conditions: [...conditions], entities, ways: new Map() };
    this.known.set(operation, known);
    return known;
  }

  /** The types of the representations that came; null where nobody asks for entities. */
  private typesOf({ entities }: Known, variables: Variables): ReadonlySet<string> | null {
    if (entities.length === 0) return null;
    const query = this.schema.getQueryType();
    const argument = query && fieldOf(this.schema, query, '_entities')?.args[0];
    const lists = entities.map((node) => {
      const sent = node.arguments?.[0]?.value;
      return sent && argument ? valueFromAST(sent, argument.type, variables) : [];
    });
    const names = lists.flatMap((list) => (Array.isArray(list) ? list.map((each) => each?.__typename) : []));
    return new Set(names.filter((name) => typeof name === 'string'));
  }

  private use(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    { variables, types, part, signature }: Way,
  ): UsedOperation {
    const fields = new Set<string>();
    const needs = new Set<Need>();
    const name = operation.name?.value ?? null;
    if (part !== 'NOTHING') {
      walkFields(
        this.schema,
        document,
        operation,
        (parent, { name: { value } }) => {
          if (value.startsWith('__') || parent.name.startsWith('__')) return true;
          const behind = needsBehind(this.schema, this.table, parent, value);
          if (part !== 'ALL' && !behind.every((need) => need.isOpen || isSatisfied(need, part))) return false;
          fields.add(`${parent.name}.${value}`);
          for (const need of behind) needs.add(need);
          return true;
        },
        (selection, parent) => isSelected(selection, variables) && isOfTypes(selection, parent?.name, types),
      );
    }
    return usedOperation({ kind: 'GRAPHQL', name, signature, fields: [...fields].sort(), needs: [...needs] });
  }
}

interface Way {
  readonly variables: Variables;
  readonly types: ReadonlySet<string> | null;
  readonly part: AnsweredPart;
  readonly signature: string;
}

function wayOf({ conditions }: Known, variables: Variables, types: Way['types'], part: AnsweredPart): string {
  if (part === 'NOTHING') return part;
  if (conditions.length === 0 && types === null && part === 'ALL') return '';
  const chosen = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
  const permitted = part === 'ALL' ? part : [...part].sort().join(' ');
  return [chosen, types && [...types].sort().join(' '), permitted].join('\n');
}

function isSelected(node: FieldNode | FragmentPart, variables: Variables): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}

/** Whether a fragment on an entity can be answered: of types that nobody asked for it is not. */
function isOfTypes(selection: FieldNode | FragmentPart, parent: string | undefined, types: Way['types']): boolean {
  if (types === null || parent !== '_Entity' || !('typeCondition' in selection)) return true;
  const condition = selection.typeCondition?.name.value;
  return condition === undefined || condition === '_Entity' || types.has(condition);
}
