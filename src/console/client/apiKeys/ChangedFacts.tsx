import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import classes from './ChangedFacts.module.css';
import { END_REASONS } from './END_REASONS';
import { STATUSES } from './STATUSES';
import { secretsAtWork } from './secretsAtWork';

interface ChangedFactsProps {
  /** The key as the person saw it. */
  readonly before: ApiKeyRowFragment;
  readonly now: ApiKeyRowFragment;
}

/** What is another about a key than the person saw. */
export function ChangedFacts({ before, now }: ChangedFactsProps) {
  const changed = FACTS.filter(({ of }) => of(before) !== of(now));
  if (changed.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {changed.map(({ title, of, isInstant }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{isInstant ? <Instant at={of(now)} /> : <span>{of(now)}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Fact {
  readonly title: string;
  readonly of: (apiKey: ApiKeyRowFragment) => string;
  /** Whether `of` is an instant, as the server answers it. */
  readonly isInstant?: boolean;
}

const FACTS: readonly Fact[] = [
  { title: 'Name now', of: ({ name }) => name },
  { title: 'Note now', of: ({ note }) => note ?? 'None' },
  { title: 'Status now', of: ({ status }) => STATUSES[status].title },
  { title: 'Reason now', of: ({ endReason }) => (endReason === null ? 'None' : END_REASONS[endReason].told) },
  { title: 'Scopes now', of: ({ scopes }) => scopes.join(', ') },
  { title: 'Expires now', of: ({ expiresAt }) => expiresAt, isInstant: true },
  { title: 'Secrets now', of: (apiKey) => (secretsAtWork(apiKey) === null ? 'One' : 'Two') },
];
