import type { AuditTree } from '../audit/AuditTree';
import { StartError } from '../errors';
import { NO_LOG_KEY } from './logFor';
import type { Workbench } from './withServices';

/** A checkpoint of a tree as it is. Shape: a signed note. Errors: a `StartError`. Source: C2SP tlog-checkpoint. */
export async function signedCheckpoint({ services }: Workbench, tree: AuditTree): Promise<string> {
  const note = await services.auditCheckpoints.ofNow(tree);
  if (note !== null) return note;
  throw new StartError(NO_LOG_KEY);
}
