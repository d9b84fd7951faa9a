import { Group, Radio, Stack, TextInput } from '@mantine/core';
import { Instant } from '../dates/Instant';
import { useNow } from '../dates/useNow';
import { MAX_API_KEY_DAYS } from '../generated/limits';
import { type ExpiryWish, instantOf, localDayOf } from './ExpiryWish';

interface ExpiryChoiceProps {
  readonly wish: ExpiryWish;
  readonly onChange: (wish: ExpiryWish) => void;
  readonly error: string | undefined;
}

/** Units: days. */
const PRESETS = [30, 90, 180, 365];

/** Units: days from today to the last one that ends while the server still takes it. */
const LAST_DAY = MAX_API_KEY_DAYS - 1;

const READABLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });

/** When a new key ends: a number of days from now, or with a day. */
export function ExpiryChoice({ wish, onChange, error }: ExpiryChoiceProps) {
  const now = useNow();
  const end = instantOf(wish, now);
  const dayIn = (days: number): string => localDayOf(instantOf({ days }, now) ?? new Date(now));
  const [first, last] = [dayIn(0), dayIn(LAST_DAY)];
  const day = 'day' in wish ? wish.day : end ? localDayOf(end) : '';
  const isOffered = first <= day && day <= last;
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Expiration date"
        description="3 to 6 months is recommended."
        value={'days' in wish ? String(wish.days) : null}
        onChange={(days) => onChange({ days: Number(days) })}
      >
        <Group gap="md" mt={8}>
          {PRESETS.map((days) => (
            <Radio key={days} value={String(days)} label={`${days} days`} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        type="date"
        label="Or on a day of your choice"
        min={first}
        max={last}
        value={day}
        onChange={(event) => onChange({ day: event.currentTarget.value })}
        description={<Promised end={end} isOffered={isOffered} />}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        maw="22rem"
      />
    </Stack>
  );
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
