/** A question that both subgraphs must answer: the name of the process inside a collection is ours again. */
export const QUERY = `query ($id: ID!) {
  organization { name }
  process(id: $id) { name collections { name process { name } } }
}`;

/** A change in the other subgraph, that comes back to ours for the name of the process. */
export const MUTATION = `mutation ($id: ID!) {
  createCollection(processId: $id, name: "April") { name process { name } }
}`;

/** What the question is answered with where all of it is. */
export const WHOLE = {
  organization: { name: 'Acme' },
  process: { name: 'Invoices', collections: [{ name: 'March', process: { name: 'Invoices' } }] },
};

/** What the change is answered with. */
export const CREATED = { createCollection: { name: 'April', process: { name: 'Invoices' } } };

/** Takes scopes from a key: all but one. */
export const NARROW = `mutation ($id: ID!) {
  updateApiKey(input: { id: $id, scopes: ["workspace.collection:read"] }) { userErrors { code } }
}`;

/** Deletes a key. */
export const DELETE = 'mutation ($id: ID!) { deleteApiKey(input: { id: $id }) { userErrors { code } } }';
