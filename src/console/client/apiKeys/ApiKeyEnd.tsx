import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import classes from './ApiKeyEnd.module.css';
import { END_REASONS } from './END_REASONS';

interface ApiKeyEndProps {
  readonly apiKey: ApiKeyRowFragment;
}

/** Since when a key is disabled or deleted, why, and what was noted of that; nothing of one that is neither. */
export function ApiKeyEnd({ apiKey: { deletedAt, disabledAt, endReason, endNote } }: ApiKeyEndProps) {
  const at = deletedAt ?? disabledAt;
  if (at === null) return null;
  return (
    <span className={classes.end}>
      <span>
        {deletedAt === null ? 'Disabled' : 'Deleted'} since <Instant at={at} />.
      </span>{' '}
      <span>{END_REASONS[endReason ?? 'UNSPECIFIED'].told}</span> {endNote !== null && <span>{endNote}</span>}
    </span>
  );
}
