import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { Distance } from '../dates/Distance';
import { type ApiKeyRowFragment, SecretUsersDocument } from '../generated/graphql';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import { apiKeyQueries } from './apiKeyQueries';
import classes from './SecretUsers.module.css';
import { secretsAtWork } from './secretsAtWork';

interface SecretUsersProps {
  readonly apiKey: ApiKeyRowFragment;
}

/** Units: milliseconds after which one looks again: whoever waits for the last user of a secret keeps the dialog open. */
const AGAIN_MS = 2_000;

/** How often one looks: for five minutes, lest a dialog that was left open keep the session for ever. */
const MAX_LOOKS = 150;

/** Who still uses the older secret of a key, as long as one looks: the last to be seen first. */
export function SecretUsers({ apiKey }: SecretUsersProps) {
  const { id } = apiKey;
  const older = secretsAtWork(apiKey)?.older.number;
  const { data, error, refetch } = useQuery({
    queryKey: [...apiKeyQueries.one, id, 'users'],
    queryFn: async ({ signal }) => (await ask(SecretUsersDocument, { id }, signal)).apiKey?.secrets ?? [],
    staleTime: 0,
    refetchInterval: ({ state }) => state.dataUpdateCount < MAX_LOOKS && AGAIN_MS,
    gcTime: 0,
  });
  if (!data) return error ? <FailureNote error={error} onRetry={refetch} /> : <Waiting />;
  const users = data.find(({ number }) => number === older)?.users ?? [];
  if (users.length === 0) return <Text size="sm">Nobody was seen with the old secret since the new one was made.</Text>;
  return (
    <div>
      <Text size="sm" fw={500}>
        Seen with the old secret
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard. */}
      <ul className={classes.users} tabIndex={0} aria-label="Seen with the old secret">
        {users.map(({ address, userAgent, operation, lastSeenAt }) => (
          <li key={`${address} ${userAgent} ${operation}`}>
            <span className={classes.head}>
              <code translate="no">{address}</code>
              <Distance at={lastSeenAt} />
            </span>
            <Text component="span" size="xs" c="dimmed" translate="no" className={classes.agent}>
              {[operation ?? 'unnamed operation', userAgent ?? 'unnamed client'].join(' · ')}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
