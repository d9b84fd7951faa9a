import { Group, Radio, Stack, TextInput } from '@mantine/core';
import { DAY_MS } from '../dates/DAY_MS';
import { Instant } from '../dates/Instant';
import { useNow } from '../dates/useNow';
import { MAX_API_KEY_DAYS } from '../generated/limits';
import { type ExpiryWish, instantOf, lastDayBy, localDayOf } from './ExpiryWish';
import type { KeyPolicy } from './useKeyPolicy';

interface ExpiryChoiceProps {
  readonly wish: ExpiryWish;
  readonly policy: KeyPolicy | null;
  readonly onChange: (wish: ExpiryWish) => void;
  readonly error: string | undefined;
}

/** Units: days. */
const PRESETS = [30, 90, 180, 365];

const READABLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });

/** When a new key ends: a number of days from now, or with a day; no later than the key policy allows. */
export function ExpiryChoice({ wish, policy, onChange, error }: ExpiryChoiceProps) {
  const now = useNow();
  const maxDays = policy?.maxLifetimeDays ?? MAX_API_KEY_DAYS;
  const latest = now + maxDays * DAY_MS;
  const end = instantOf(wish, now);
  const day = 'day' in wish ? wish.day : end ? localDayOf(end) : '';
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Expiration date"
        description={maxDays === MAX_API_KEY_DAYS ? '3 to 6 months is recommended.' : allowanceOf(maxDays)}
        value={'days' in wish ? String(wish.days) : null}
        onChange={(days) => onChange({ days: Number(days), isMost: Number(days) === maxDays })}
      >
        <Group gap="md" mt={8}>
          {presetsFor(policy, maxDays).map((days) => (
            <Radio key={days} value={String(days)} label={titleOf(days)} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        type="date"
        label="Or on a day of your choice"
        min={localDayOf(new Date(now))}
        max={lastDayBy(latest)}
        value={day}
        onChange={(event) => onChange({ day: event.currentTarget.value })}
        description={<Promised end={end} isOffered={end !== null && now < end.getTime() && end.getTime() <= latest} />}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        maw="22rem"
      />
    </Stack>
  );
}

/** The usual numbers of days as far as they are allowed, and the one that the policy proposes. */
function presetsFor(policy: KeyPolicy | null, maxDays: number): readonly number[] {
  const usual = PRESETS.filter((days) => days <= maxDays);
  const proposed = policy === null ? [] : [Math.min(policy.defaultLifetimeDays, maxDays)];
  return [...new Set([...usual, ...proposed])].sort((one, other) => one - other);
}

function titleOf(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function allowanceOf(maxDays: number): string {
  return `The key policy allows ${titleOf(maxDays)} at most.`;
}

interface PromisedProps {
  readonly end: Date | null;
  /** Whether the server takes a key that ends then. */
  readonly isOffered: boolean;
}

function Promised({ end, isOffered }: PromisedProps) {
  if (!end) return 'The key stops working with this day.';
  if (!isOffered) return null;
  return (
    <>
      The key stops working on <Instant at={end.toISOString()}>{READABLE.format(end)}</Instant>.
    </>
  );
}
