import type { Speaker } from './apiKeyMutations';
import { PASSWORD } from './people';
import type { Answer } from './world';

/** When a session ends at the latest that begins when the tests do. */
export const SESSION_END = '2026-11-24T00:00:00.000Z';

/** Signs in. */
export function signIn(speaker: Speaker, email: string, password = PASSWORD): Promise<Answer> {
  const document = `mutation ($input: SignInInput!) {
    signIn(input: $input) { expiresAt userErrors { code message path } }
  }`;
  return speaker.run(document, { input: { email, password } });
}

/** What whoever signed in when the tests begin is answered. */
export const SIGNED_IN = { data: { signIn: { expiresAt: SESSION_END, userErrors: [] } } };

/** What whoever gives a wrong address or a wrong password is answered. */
export const SIGN_IN_REFUSED = {
  data: {
    signIn: {
      expiresAt: null,
      userErrors: [{ code: 'INVALID', message: 'The e-mail address or the password is wrong.', path: ['input'] }],
    },
  },
};

/** What whoever failed too often is answered. Shape: `field` as the mutation is called. */
export function tooManyTries(field: string, retryAfterSeconds: number): object {
  return {
    data: { [field]: null },
    errors: [
      {
        message: 'Too many requests. Wait, then try again.',
        path: [field],
        extensions: { code: 'RATE_LIMITED', retryAfterSeconds },
      },
    ],
  };
}

/** Signs out. */
export function signOut(speaker: Speaker): Promise<Answer> {
  return speaker.run('mutation { signOut { isSignedOut userErrors { code path } } }');
}

/** Goes on in another organization. */
export function switchOrganization(speaker: Speaker, organizationId: string): Promise<Answer> {
  const document = `mutation ($input: SwitchOrganizationInput!) {
    switchOrganization(input: $input) { organizationId userErrors { code path } }
  }`;
  return speaker.run(document, { input: { organizationId } });
}

/** Changes the password. */
export function changePassword(speaker: Speaker, newPassword: string, currentPassword = PASSWORD): Promise<Answer> {
  const document = `mutation ($input: ChangePasswordInput!) {
    changePassword(input: $input) { expiresAt userErrors { code path } }
  }`;
  return speaker.run(document, { input: { currentPassword, newPassword } });
}

/** Gives a member another role. */
export function updateMember(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: UpdateMemberInput!) {
    updateMember(input: $input) { member { id name role } userErrors { code path } }
  }`;
  return speaker.run(document, { input });
}

/** What a refused `updateMember` answers. */
export function updateMemberRefused(code: string, ...path: string[]): object {
  return { data: { updateMember: { member: null, userErrors: [{ code, path }] } } };
}

/** Takes a member out. */
export function removeMember(speaker: Speaker, id: string): Promise<Answer> {
  const document = `mutation ($input: RemoveMemberInput!) {
    removeMember(input: $input) { removedMemberId userErrors { code path } }
  }`;
  return speaker.run(document, { input: { id } });
}

/** What a refused `removeMember` answers. */
export function removeMemberRefused(code: string): object {
  return { data: { removeMember: { removedMemberId: null, userErrors: [{ code, path: ['input', 'id'] }] } } };
}

/** Invites somebody. */
export function inviteMember(speaker: Speaker, email: string, role = 'USER'): Promise<Answer> {
  const document = `mutation ($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      invitation { id email role createdBy createdAt expiresAt }
      link
      userErrors { code path }
    }
  }`;
  return speaker.run(document, { input: { email, role } });
}

/** What a refused `inviteMember` answers. */
export function inviteRefused(code: string, ...path: string[]): object {
  return { data: { inviteMember: { invitation: null, link: null, userErrors: [{ code, path }] } } };
}

/** Invites somebody, and gives the token that the link holds. */
export async function invitationToken(speaker: Speaker, email: string, role = 'USER'): Promise<string> {
  const { body } = await inviteMember(speaker, email, role);
  return String(body.data.inviteMember.link).split('/').at(-1) ?? '';
}

/** Withdraws an invitation. */
export function deleteInvitation(speaker: Speaker, id: string): Promise<Answer> {
  const document = `mutation ($input: DeleteInvitationInput!) {
    deleteInvitation(input: $input) { deletedInvitationId userErrors { code path } }
  }`;
  return speaker.run(document, { input: { id } });
}

/** What the token of an invitation offers. */
export function offerOf(speaker: Speaker, token: string): Promise<Answer> {
  const document = `query ($token: String!) {
    invitation(token: $token) { organizationName email role expiresAt }
  }`;
  return speaker.run(document, { token });
}

/** Accepts an invitation. */
export function acceptInvitation(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { expiresAt userErrors { code path } }
  }`;
  return speaker.run(document, { input: { password: PASSWORD, ...input } });
}

/** What whoever accepted an invitation when the tests begin is answered. */
export const ACCEPTED = { data: { acceptInvitation: { expiresAt: SESSION_END, userErrors: [] } } };

/** What a refused `acceptInvitation` answers. Shape: the name of the wrong field, or of each of them. */
export function acceptRefused(code: string, ...fields: string[]): object {
  const userErrors = fields.map((field) => ({ code, path: ['input', field] }));
  return { data: { acceptInvitation: { expiresAt: null, userErrors } } };
}

/** Who is signed in, as what, and where. */
export const WHO = '{ viewer { kind email organization { name } } }';

/** What an API key is answered that would do what people alone do. */
export function forPeopleOnly(field: string): object {
  return {
    data: { [field]: null },
    errors: [
      {
        message: 'This is for people who signed in; an API key cannot do it.',
        path: [field],
        extensions: { code: 'FORBIDDEN', requiredScopes: [] },
      },
    ],
  };
}
