// Lints what clients see: the schema, and the example operations. Code is Biome's.
const { default: graphql } = require('@graphql-eslint/eslint-plugin');

const SCHEMA = 'schema/schema.graphql';
const OPERATIONS = 'schema/operations/*.graphql';

const languageOptions = {
  parser: graphql.parser,
  parserOptions: { graphQLConfig: { schema: SCHEMA, documents: OPERATIONS } },
};

const PAYLOAD = 'ObjectTypeDefinition[name.value=/Payload$/]';

module.exports = [
  {
    files: [SCHEMA],
    plugins: { '@graphql-eslint': graphql },
    languageOptions,
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // What pages can be paged both ways.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: true }],
      // No `Query.node`, hence no interface for nodes (decision 009); lists that are short by nature are plain lists.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      '@graphql-eslint/input-name': ['error', { checkInputType: true, caseSensitiveInputType: false }],
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      // Not everything is an entity: connections, payloads and values have no identity.
      '@graphql-eslint/strict-id-in-types': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectTypeDefinition[name.value=Mutation] > FieldDefinition[gqlType.kind=NonNullType]',
          message: 'A mutation may be refused: its result is nullable (decision 005).',
        },
        {
          selector: `${PAYLOAD}:not(:has(FieldDefinition[name.value=userErrors]))`,
          message: 'A payload tells in userErrors why nothing was done (decision 005).',
        },
      ],
    },
  },
  {
    files: [OPERATIONS],
    plugins: { '@graphql-eslint': graphql },
    languageOptions,
    rules: {
      ...graphql.configs['flat/operations-recommended'].rules,
      '@graphql-eslint/require-description': ['error', { OperationDefinition: true }],
      '@graphql-eslint/lone-executable-definition': 'error',
      '@graphql-eslint/require-selections': 'off', // Nothing is cached here by id.
    },
  },
];
