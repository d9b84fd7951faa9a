/** What a part of an operation needs: alternatives, of which one is enough. Empty: any caller will do. */
export type Alternatives = readonly (readonly string[])[];

/** A root field with all that is below it, and what each part needs, written by hand in the order in which they are refused. */
interface Piece {
  readonly text: string;
  readonly parts: readonly (readonly [coordinate: string, needs?: Alternatives])[];
}

const READ = [['workspace.process:read']];
const KEYS = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']];
const PROCESS = '00000000000000000000000000000000';

const QUERIES: readonly Piece[] = [
  { text: 'viewer { scopes }', parts: [['Query.viewer'], ['Viewer.scopes']] },
  {
    text: 'processes(first: 1) { totalCount edges { node { name } } }',
    parts: [
      ['Query.processes', READ],
      ['ProcessConnection.totalCount'],
      ['ProcessConnection.edges'],
      ['ProcessEdge.node'],
      ['Process.name', READ],
    ],
  },
  { text: `process(id: "${PROCESS}") { id }`, parts: [['Query.process', READ], ['Process.id']] },
  { text: 'apiKeys(first: 1) { totalCount }', parts: [['Query.apiKeys', KEYS], ['ApiKeyConnection.totalCount']] },
  {
    text: 'organization { members(first: 1) { totalCount } }',
    parts: [
      ['Query.organization'],
      ['Organization.members', [['workspace.admin.user:read']]],
      ['MemberConnection.totalCount'],
    ],
  },
  {
    text: 'organization { keyPolicy { version } }',
    parts: [
      ['Query.organization'],
      ['Organization.keyPolicy', [...KEYS, ['workspace.admin.organization:manage']]],
      ['KeyPolicy.version', [...KEYS, ['workspace.admin.organization:manage']]],
    ],
  },
  {
    text: `_entities(representations: [{ __typename: "Process", id: "${PROCESS}" }]) { ... on Process { name } ... on Member { email } }`,
    parts: [['Query._entities'], ['Process.name', READ]],
  },
];

const MUTATIONS: readonly Piece[] = [
  {
    text: 'createProcess(input: { name: "Another" }) { process { id } }',
    parts: [
      ['Mutation.createProcess', [['workspace.process:create'], ['workspace.admin.process:manage']]],
      ['CreateProcessPayload.process'],
      ['Process.id'],
    ],
  },
  {
    text: `updateProcess(input: { id: "${'f'.repeat(32)}", name: "x" }) { userErrors { code } }`,
    parts: [
      ['Mutation.updateProcess', [['workspace.process:update'], ['workspace.admin.process:manage']]],
      ['UpdateProcessPayload.userErrors'],
      ['UserError.code'],
    ],
  },
];

/** The scopes that a random key is made of; the last three belong to other services. */
export const SCOPES = [
  'workspace.process:read',
  'workspace.process:create',
  'workspace.process:update',
  'workspace.process.api_key:manage',
  'workspace.admin.user:read',
  'workspace.admin.process:manage',
  'workspace.admin.api_key:manage',
  'workspace.admin.organization:manage',
  'workspace.file:upload',
  'workspace.result:read',
  'workspace.export:create',
];
/** Those of other services. */
export const FOREIGN = SCOPES.slice(-3);

/** How an operation is sent: by the key, by a token with all its scopes, or by one with some of them. */
export type Sender = 'KEY' | 'TOKEN' | readonly string[];

/** One use of a key. Shape: `named` is what `/verify` is asked for. */
export type Use =
  | { readonly sender: Sender; readonly query: string; readonly variables: object; readonly pieces: readonly Piece[] }
  | { readonly named: readonly string[] };

/** Makes uses at random, the same for the same numbers. */
export class RandomUse {
  /** @param random from 0 to just under 1 */
  constructor(
    private readonly random: () => number,
    private readonly processId: string,
  ) {}

  /** Some of a list, one at least. */
  some<Each>(list: readonly Each[]): Each[] {
    const kept = list.filter(() => this.random() < 0.5);
    return kept.length > 0 ? kept : [this.one(list)];
  }

  /** Several uses of a key that holds these scopes. */
  uses(held: readonly string[]): Use[] {
    return Array.from({ length: 3 + Math.floor(this.random() * 4) }, () => this.use(held));
  }

  private use(held: readonly string[]): Use {
    const chance = this.random();
    if (chance < 0.15) return { named: this.some(held).slice(0, 2) };
    const sender = chance < 0.3 ? this.some(held) : chance < 0.35 ? 'TOKEN' : 'KEY';
    const isMutation = this.random() < 0.25;
    const root = isMutation ? 'Mutation' : 'Query';
    const pieces = this.some(isMutation ? MUTATIONS : QUERIES).slice(0, 3);
    const variables: Record<string, boolean> = {};
    const fragments: string[] = [];
    const taken: Piece[] = [];
    const texts = pieces.map((piece, index) => {
      const field = `a${index}: ${piece.text.replaceAll(PROCESS, this.processId)}`;
      const [directive, isTaken] = this.directive(`v${index}`, variables);
      if (isTaken) taken.push(piece);
      const way = this.random();
      if (way < 0.6) return field.replace(/^(a\d: \w+(?:\([^)]*\))?)/, `$1${directive}`);
      if (way < 0.8) return `... on ${root}${directive} { ${field} }`;
      fragments.push(`fragment F${index} on ${root} { ${field} }`);
      return `...F${index}${directive}`;
    });
    const declared = Object.keys(variables).map((name) => `$${name}: Boolean!`);
    const head = `${root.toLowerCase()} Random${declared.length > 0 ? `(${declared.join(', ')})` : ''}`;
    const query = `${head} { __typename ${texts.join(' ')} } ${fragments.join(' ')}`;
    return { sender, query, variables, pieces: taken };
  }

  /** Shape: the text, and whether what has it is answered. */
  private directive(name: string, variables: Record<string, boolean>): [string, boolean] {
    const chance = this.random();
    if (chance < 0.5) return ['', true];
    const value = this.random() < 0.5;
    const isSkip = this.random() < 0.5;
    if (chance < 0.8) variables[name] = value;
    const text = ` @${isSkip ? 'skip' : 'include'}(if: ${chance < 0.8 ? `$${name}` : value})`;
    return [text, isSkip ? !value : value];
  }

  private one<Each>(list: readonly Each[]): Each {
    const found = list[Math.floor(this.random() * list.length)];
    if (found === undefined) throw new Error('there is nothing to choose from');
    return found;
  }
}

/** What the answered parts of a use are, and what they needed. */
export function recount(use: Use, held: readonly string[]): { fields: Set<string>; needs: Alternatives[] } {
  if ('named' in use) return { fields: new Set(), needs: [[use.named]] };
  const scopes = Array.isArray(use.sender) ? use.sender : held;
  const fields = new Set<string>();
  const needs: Alternatives[] = [];
  for (const { parts } of use.pieces) {
    for (const [coordinate, asked = []] of parts) {
      if (asked.length > 0 && !asked.some((each) => each.every((scope) => scopes.includes(scope)))) break;
      fields.add(coordinate);
      if (asked.length > 0) needs.push(asked);
    }
  }
  return { fields, needs };
}
