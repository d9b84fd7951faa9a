import { Group } from '@mantine/core';
import { Mark } from '../layout/Mark';
import { DAY_MS } from './DAY_MS';
import { Distance } from './Distance';
import { useNow } from './useNow';

interface ExpiryProps {
  readonly at: string;
}

/** Units: milliseconds before the end from which on it is near. */
const SOON_MS = 14 * DAY_MS;

/** Shows when something ends, and whether the end is near or past. */
export function Expiry({ at }: ExpiryProps) {
  const leftMs = Date.parse(at) - useNow();
  return (
    <Group gap={6} wrap="nowrap">
      <Distance at={at} />
      {leftMs <= 0 && <Mark tone="bad">Past</Mark>}
      {leftMs > 0 && leftMs <= SOON_MS && <Mark tone="warn">Soon</Mark>}
    </Group>
  );
}
