import type { LoggedEvent } from '../auditEvents/LoggedEvent';
import { instantText } from '../scalars/DateTime';

/** What of an event is told beside the entry of the log. */
export interface EventPlace {
  /** Shape: `<PUBLIC_URL>/organizations/<id>`. */
  readonly source: string;
  /** The number of the event for the webhook. */
  readonly sequence: number;
  /** The newest signed checkpoint of the log; null where there is none yet. */
  readonly checkpoint: string | null;
}

/** What stands before the names of events, as a receiver sees them. */
export const TYPE_PREFIX = 'latchkey.';

/** An entry of the audit log as a receiver gets it. Shape: JSON. Source: CloudEvents 1.0.2, JSON event format 1.0.2. */
export function cloudEvent(event: LoggedEvent, { source, sequence, checkpoint }: EventPlace): string {
  const { id, type, at, target, sequence: auditsequence, ...logged } = event;
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: `${TYPE_PREFIX}${type}`,
    ...(target === null ? {} : { subject: `${target.type}/${target.id}` }),
    time: instantText(at),
    datacontenttype: 'application/json',
    sequence,
    ...(auditsequence === null ? {} : { auditsequence }),
    ...(checkpoint === null ? {} : { auditcheckpoint: checkpoint }),
    data: { ...logged, target },
  });
}
