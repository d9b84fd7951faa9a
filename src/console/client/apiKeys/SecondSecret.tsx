import { Text } from '@mantine/core';
import { Instant } from '../dates/Instant';
import type { SecretsAtWork } from './secretsAtWork';

interface SecondSecretProps {
  readonly atWork: SecretsAtWork | null;
}

/** Says, of a key that has a new secret already, what becomes of it if it is replaced once more. */
export function SecondSecret({ atWork }: SecondSecretProps) {
  if (atWork === null) return null;
  if (atWork.isPending) {
    return <Text size="sm">Its last new secret was never used. That one ends now, and another takes its place.</Text>;
  }
  return (
    <Text size="sm">
      <span>It has two secrets until</span> <Instant at={atWork.older.worksUntil} />
      <span>. Until then it can only be replaced at once, which ends both.</span>
    </Text>
  );
}
