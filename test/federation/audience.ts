/** The audience that gateways, and the subgraphs beside ours, find in access tokens. */
export const GRAPH = 'https://graph.example';
