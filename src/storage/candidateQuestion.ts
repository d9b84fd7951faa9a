import type { CandidateQuestion } from './CandidateIndex';
import { belongsTo } from './candidates';
import { endsOfWalk, type Walk } from './Walk';

/** What an index is asked for the next candidates of a walk. @param count about so many */
export function candidateQuestion(walk: Walk, count: number): CandidateQuestion {
  const conditions = belongsTo(walk);
  return {
    column: walk.order.column,
    isAscending: walk.isAscending,
    start: endsOfWalk(walk).start,
    count,
    select: walk.source.select,
    belongs: {
      sql: conditions.map(({ sql }) => sql).join(' AND '),
      values: conditions.flatMap(({ values }) => values),
    },
  };
}
