import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { Mark } from '../layout/Mark';
import classes from './ApiKeyState.module.css';
import { END_REASONS } from './END_REASONS';
import { STATUSES } from './STATUSES';
import { secretsAtWork } from './secretsAtWork';
import { VIOLATIONS } from './VIOLATIONS';

interface ApiKeyStateProps {
  readonly apiKey: ApiKeyRowFragment;
}

/** Whether a key works, and if not, why, and what would help. */
export function ApiKeyState({ apiKey }: ApiKeyStateProps) {
  const { status } = apiKey;
  const atWork = secretsAtWork(apiKey);
  return (
    <>
      <span className={classes.marks}>
        <Mark tone={STATUSES[status].tone}>{STATUSES[status].title}</Mark>
        {atWork && <Mark tone="warn">Two secrets</Mark>}
      </span>
      {status === 'BLOCKED' && <Violations apiKey={apiKey} />}
      {(status === 'DISABLED' || status === 'DELETED') && <End apiKey={apiKey} />}
      {atWork && (
        <Text size="xs" c="dimmed" className={classes.why}>
          {atWork.isPending ? (
            <span>The new one is not used yet.</span>
          ) : (
            <span>
              The old one ends <Instant at={atWork.older.worksUntil} />.
            </span>
          )}
        </Text>
      )}
    </>
  );
}

function Violations({ apiKey: { violations } }: ApiKeyStateProps) {
  return (
    <Text size="xs" c="dimmed" className={classes.why}>
      {violations.map((rule) => (
        <span key={rule}>{VIOLATIONS[rule]} </span>
      ))}
    </Text>
  );
}

function End({ apiKey: { deletedAt, disabledAt, endReason, endNote } }: ApiKeyStateProps) {
  const at = deletedAt ?? disabledAt;
  const sentences = [endReason && END_REASONS[endReason].told, endNote].filter((each) => each !== null);
  return (
    <Text size="xs" c="dimmed" className={classes.why} lineClamp={4}>
      {at !== null && (
        <span>
          <Instant at={at} />
          {sentences.length > 0 ? ': ' : ''}
        </span>
      )}
      {sentences.map((sentence) => (
        <Fragment key={sentence}>
          <span>{sentence} </span>
        </Fragment>
      ))}
    </Text>
  );
}
