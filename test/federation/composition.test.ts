import { buildSchema } from 'graphql';
import { sharedWorld } from '../support/world';
import { COMPOSERS } from './composers';
import { DocumentsSubgraph } from './DocumentsSubgraph';
import { textOf } from './supergraph';

describe.each([
  ['on', true],
  ['off', false],
])('with FEDERATION_AUTH_DIRECTIVES=%s', (setting, hasAuthDirectives) => {
  const world = sharedWorld('sqlite', { FEDERATION_AUTH_DIRECTIVES: setting });
  let documents: DocumentsSubgraph;
  beforeAll(async () => {
    documents = await DocumentsSubgraph.start(world().url, hasAuthDirectives);
  });
  afterAll(() => documents.close());

  const texts = async () => [
    await textOf('latchkey', `${world().url}/graphql`),
    await textOf('documents', documents.url),
  ];

  describe.each(COMPOSERS)('for %s', (_name, compose) => {
    it('the subgraph makes a graph with another, without faults and without hints', async () => {
      const { supergraph, faults, hints } = compose(await texts());
      expect({ faults, hints }).toEqual({ faults: [], hints: [] });
      const schema = buildSchema(supergraph, { assumeValid: true });
      const fieldsOf = (name: string) => {
        const type = schema.getType(name);
        return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
      };
      expect(fieldsOf('Process')).toEqual(expect.arrayContaining(['name', 'apiKeys', 'collections']));
      expect(fieldsOf('Mutation')).toEqual(expect.arrayContaining(['createApiKey', 'createCollection']));
      expect(fieldsOf('Collection').sort()).toEqual(['id', 'madeWith', 'name', 'process']);
    });

    it(`the graph ${hasAuthDirectives ? 'keeps' : 'has no'} scopes that fields need`, async () => {
      const { supergraph } = compose(await texts());
      const needs = [
        /name: String[^\n]*@requiresScopes\(scopes: \[\["workspace\.process:read"\]\]\)/,
        /collections: \[Collection!\][^\n]*@requiresScopes\(scopes: \[\["workspace\.collection:read"\]\]\)/,
        /viewer: Viewer![^\n]*@authenticated/,
      ];
      expect(needs.map((need) => need.test(supergraph))).toEqual(Array(3).fill(hasAuthDirectives));
    });

    it('the subgraph makes a graph of its own', async () => {
      const [own] = await texts();
      const { faults, hints } = compose(own ? [own] : []);
      expect({ faults, hints }).toEqual({ faults: [], hints: [] });
    });
  });
});
