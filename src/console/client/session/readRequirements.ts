import { askAnywhere } from '../api/ask';
import * as operations from '../generated/graphql';

/** What the console asks about before it offers it; all else is offered to everybody who is signed in. */
const ASKED_ABOUT = [
  operations.OrganizationApiKeysDocument,
  operations.UpdateOrganizationDocument,
  operations.MembersDocument,
  operations.InvitationsDocument,
  operations.InviteMemberDocument,
  operations.DeleteInvitationDocument,
  operations.UpdateMemberDocument,
  operations.RemoveMemberDocument,
  operations.ProcessesDocument,
  operations.CreateProcessDocument,
  operations.UpdateProcessDocument,
  operations.DeleteProcessDocument,
  operations.ProcessApiKeysDocument,
  operations.CreateApiKeyDocument,
  operations.UpdateApiKeyDocument,
  operations.DeleteApiKeyDocument,
  operations.RotateApiKeyDocument,
  operations.FinishRotationDocument,
  operations.CancelRotationDocument,
  operations.DisableApiKeyDocument,
  operations.EnableApiKeyDocument,
  operations.RestoreApiKeyDocument,
  operations.NarrowApiKeyDocument,
  operations.ApiKeyUsageDocument,
  operations.ApiKeyHistoryDocument,
  operations.ProcessHistoryDocument,
  operations.OrganizationHistoryDocument,
];

/** The sets of scopes, each of which is enough for an operation. Shape: from the text of the operation. */
export type Requirements = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * Asks the server which scopes the console's own operations need, so that the console knows no scope by name. The
 * server takes one such question a request.
 */
export async function readRequirements(): Promise<Requirements> {
  const texts = ASKED_ABOUT.map(String);
  const answers = await Promise.all(
    texts.map((document) => askAnywhere(operations.RequiredScopesDocument, { document })),
  );
  return new Map(texts.map((text, index) => [text, answers[index]?.requiredScopes.anyOf ?? []]));
}
