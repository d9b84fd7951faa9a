import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, NO_ID, organization } from './matrixOperations';

const INVITE = ['workspace.admin.user:invite'] as const;
const MANAGE = ['workspace.admin.user:manage'] as const;
const invitations = (selection: string): string => organization(`invitations { ${selection} }`);
const INVITED = 'inviteMember(input: {email: "eve@example.com", role: ADMIN})';
const NEW_PASSWORD = 'changePassword(input: {currentPassword: "wrong", newPassword: "short"})';
const signIn = (email: string, selection: string): string =>
  `mutation { signIn(input: {email: "${email}", password: "wrong"}) { ${selection} } a: __typename }`;
const accept = (selection: string): string =>
  `mutation { acceptInvitation(input: {token: "none", password: "none"}) { ${selection} } a: __typename }`;

function offer(field: string): string {
  return `{ invitation(token: "none") { ${field} } }`;
}

/** A mutation for people alone, or a field of its payload. */
function forPeople(name: string, selection: string, call: string): MatrixRow {
  const [field = ''] = selection.split(' ');
  const payload = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  return {
    field: field === '__typename' ? `Mutation.${name}` : `${payload}.${field}`,
    operation: `mutation { ${call} a: __typename }`,
    isForPeople: true,
    needs: ANY,
  };
}

/** Signing in, invitations, and what is done about members. */
export const PEOPLE_ROWS: readonly MatrixRow[] = [
  { field: 'Query.isSignedIn', operation: '{ isSignedIn }', needs: 'open' },
  { field: 'Query.invitation', operation: offer('__typename'), needs: 'open' },
  // Nobody is offered anything here: what an offer shows, test/invitations/invitations.test.ts tells.
  { field: 'InvitationOffer.organizationName', operation: offer('organizationName'), needs: 'open' },
  { field: 'InvitationOffer.email', operation: offer('email'), needs: 'open' },
  { field: 'InvitationOffer.role', operation: offer('role'), needs: 'open' },
  { field: 'InvitationOffer.expiresAt', operation: offer('expiresAt'), needs: 'open' },
  { field: 'Mutation.signIn', operation: signIn('a@example.com', '__typename'), needs: 'open' },
  { field: 'SignInPayload.expiresAt', operation: signIn('b@example.com', 'expiresAt'), needs: 'open' },
  { field: 'SignInPayload.userErrors', operation: signIn('c@example.com', 'userErrors { __typename }'), needs: 'open' },
  { field: 'Mutation.acceptInvitation', operation: accept('__typename'), needs: 'open' },
  { field: 'AcceptInvitationPayload.expiresAt', operation: accept('expiresAt'), needs: 'open' },
  { field: 'AcceptInvitationPayload.userErrors', operation: accept('userErrors { __typename }'), needs: 'open' },
  { field: 'UserError.code', operation: accept('userErrors { code }'), needs: 'open' },
  { field: 'UserError.message', operation: accept('userErrors { message }'), needs: 'open' },
  { field: 'UserError.path', operation: accept('userErrors { path }'), needs: 'open' },
  ...['__typename', 'isSignedOut', 'userErrors { __typename }'].map((selection) =>
    forPeople('signOut', selection, `signOut { ${selection} }`),
  ),
  ...['__typename', 'organizationId', 'userErrors { __typename }'].map((selection) =>
    forPeople('switchOrganization', selection, `switchOrganization(input: {organizationId: "x"}) { ${selection} }`),
  ),
  ...['__typename', 'expiresAt', 'endedInvitationCount', 'workingApiKeyCount', 'userErrors { __typename }'].map(
    (selection) => forPeople('changePassword', selection, `${NEW_PASSWORD} { ${selection} }`),
  ),
  { field: 'Organization.invitations', operation: invitations('__typename'), needs: [INVITE] },
  { field: 'InvitationConnection.edges', operation: invitations('edges { __typename }'), via: INVITE, needs: ANY },
  {
    field: 'InvitationConnection.pageInfo',
    operation: invitations('pageInfo { __typename }'),
    via: INVITE,
    needs: ANY,
  },
  { field: 'InvitationConnection.totalCount', operation: invitations('totalCount'), via: INVITE, needs: ANY },
  { field: 'InvitationEdge.node', operation: invitations('edges { node { __typename } }'), via: INVITE, needs: ANY },
  { field: 'InvitationEdge.cursor', operation: invitations('edges { cursor }'), via: INVITE, needs: ANY },
  // Whoever may not see them, does not come to them: the list is refused, with the same need.
  ...['id', 'email', 'role', 'createdBy', 'createdAt', 'expiresAt'].map((field) => ({
    field: `Invitation.${field}`,
    operation: invitations(`edges { node { ${field} } }`),
    isBehind: 'invitations',
    needs: [INVITE],
  })),
  { field: 'Mutation.inviteMember', operation: mutation(`${INVITED} { __typename }`), needs: [INVITE] },
  {
    field: 'InviteMemberPayload.invitation',
    operation: mutation(`${INVITED} { invitation { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  { field: 'InviteMemberPayload.link', operation: mutation(`${INVITED} { link }`), via: INVITE, needs: ANY },
  {
    field: 'InviteMemberPayload.userErrors',
    operation: mutation(`${INVITED} { userErrors { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'Mutation.deleteInvitation',
    operation: mutation(`deleteInvitation(input: ${NO_ID}) { __typename }`),
    needs: [INVITE],
  },
  {
    field: 'DeleteInvitationPayload.deletedInvitationId',
    operation: mutation(`deleteInvitation(input: ${NO_ID}) { deletedInvitationId }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'DeleteInvitationPayload.userErrors',
    operation: mutation(`deleteInvitation(input: ${NO_ID}) { userErrors { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'Mutation.updateMember',
    operation: mutation(`updateMember(input: ${NO_ID}) { __typename }`),
    needs: [MANAGE],
  },
  {
    field: 'UpdateMemberPayload.member',
    operation: mutation(`updateMember(input: ${NO_ID}) { member { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'UpdateMemberPayload.userErrors',
    operation: mutation(`updateMember(input: ${NO_ID}) { userErrors { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'Mutation.removeMember',
    operation: mutation(`removeMember(input: ${NO_ID}) { __typename }`),
    needs: [MANAGE],
  },
  {
    field: 'RemoveMemberPayload.removedMemberId',
    operation: mutation(`removeMember(input: ${NO_ID}) { removedMemberId }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'RemoveMemberPayload.userErrors',
    operation: mutation(`removeMember(input: ${NO_ID}) { userErrors { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
];
