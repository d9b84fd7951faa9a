import { Moment } from '../dates/Moment';
import { Notice } from '../layout/Notice';
import classes from './Gaps.module.css';
import type { KeyUse } from './KeyUse';

interface GapsProps {
  readonly use: KeyUse;
}

/** Says when not all use was counted, and why: what is not known is not shown as silence. */
export function Gaps({ use: { gaps, from, recordedSince } }: GapsProps) {
  const isYounger = Date.parse(recordedSince) > Date.parse(from);
  if (gaps.length === 0 && !isYounger) return null;
  return (
    <Notice tone="warn">
      {isYounger && (
        <p>
          <span>This server counts use since</span> <Moment at={recordedSince} />
          <span>. Nothing is known of the time before.</span>
        </p>
      )}
      {gaps.length > 0 && <p>Not all use was counted:</p>}
      {gaps.length > 0 && (
        <ul className={classes.gaps}>
          {gaps.map((gap) => (
            <li key={gap.from}>
              <Moment at={gap.from} /> <span>to</span> <Moment at={gap.to} />
              <span>:</span> <span>{gap.reason}</span>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
