import { Text } from '@mantine/core';
import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { Mark } from '../layout/Mark';
import { ApiKeyEnd } from './ApiKeyEnd';
import classes from './ApiKeyState.module.css';
import { STATUSES } from './STATUSES';
import { secretsAtWork } from './secretsAtWork';
import { VIOLATIONS } from './VIOLATIONS';

interface ApiKeyStateProps {
  readonly apiKey: ApiKeyRowFragment;
}

/** Whether a key works, and if not, why, and what would help. */
export function ApiKeyState({ apiKey }: ApiKeyStateProps) {
  const { status, disabledAt, deletedAt } = apiKey;
  const atWork = secretsAtWork(apiKey);
  return (
    <>
      <span className={classes.marks}>
        <Mark tone={STATUSES[status].tone}>{STATUSES[status].title}</Mark>
        {atWork && <Mark tone="warn">Two secrets</Mark>}
      </span>
      {status === 'BLOCKED' && <Violations apiKey={apiKey} />}
      {(disabledAt ?? deletedAt) !== null && (
        <Text size="xs" c="dimmed" className={classes.why}>
          <ApiKeyEnd apiKey={apiKey} />
        </Text>
      )}
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
