/** The text in which the subgraph `documents` describes itself. */
export function documentsSchema(hasAuthDirectives: boolean): string {
  const directives = ['@key', ...(hasAuthDirectives ? ['@authenticated', '@requiresScopes'] : [])];
  const [known, reads, creates] = hasAuthDirectives
    ? [
        '@authenticated',
        '@requiresScopes(scopes: [["workspace.collection:read"]])',
        '@requiresScopes(scopes: [["workspace.collection:create"]])',
      ]
    : ['', '', ''];
  return `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(directives)})

    "Files that were uploaded together."
    type Collection @key(fields: "id") {
      "Lasts as long as the collection."
      id: ID! ${known}
      "What people call it."
      name: String ${reads}
      "The process that it is worked on in."
      process: Process ${reads}
      "The API key that it was made with."
      madeWith: ApiKey ${reads}
    }

    type ApiKey @key(fields: "id") {
      id: ID! ${known}
      "How many collections were made with it."
      collectionCount: Int ${reads}
    }

    type Process @key(fields: "id") {
      id: ID! ${known}
      "What was uploaded for the process."
      collections: [Collection!] ${reads}
    }

    type Query {
      "Every collection of the organization."
      collections: [Collection!] ${reads}
      "One collection."
      collection("Which one." id: ID!): Collection ${reads}
    }

    type Mutation {
      "Makes a collection in a process."
      createCollection("In which process." processId: ID!, "What to call it." name: String!): Collection ${creates}
    }
  `;
}
