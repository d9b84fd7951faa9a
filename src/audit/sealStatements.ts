import type { Storage } from '../storage/Storage';

/** The statements of sealing: each takes its rows as one text of JSON, a list of lists, so that many rows are one statement. */
export interface SealStatements {
  /** Shape of a row: id, sequence; of an answer: a row for each that was not sealed yet. */
  readonly sealRows: string;
  /** Shape of a row: id, sequence, severity, salts, leaf; of an answer: the same. */
  readonly sealOldRows: string;
  /** Shape of a row: id, size, frontier, first kept, proof, instant. Shape of an answer: the ids of those that were not there. */
  readonly addTrees: string;
  /** The same, and behind it the size and the first kept as they were read: of those that are no longer so, no id is answered. */
  readonly growTrees: string;
  /** Shape of a row: tree, level, number, hashes. */
  readonly writeTiles: string;
  /** Shape of a row: tree, size, instant, note. */
  readonly writeCheckpoints: string;
  /** Shape of a row: an id. */
  readonly readTrees: string;
}

const TREE_COLUMNS = '"id", "size", "frontier", "firstKept", "proof", "sealedAt"';

/** The statements in the words of an engine. */
export function sealStatements(engine: Storage['engine']): SealStatements {
  const rows = engine === 'sqlite' ? 'json_each($1) e' : 'json_array_elements(CAST($1 AS json)) AS e("value")';
  const text = (place: number): string => `e."value"->>${place}`;
  const whole = (place: number): string => `CAST(e."value"->>${place} AS bigint)`;
  const tree = [text(0), whole(1), text(2), whole(3), text(4), whole(5)].join(', ');
  const isOfRow = `"audit_event"."id" = ${text(0)} AND "audit_event"."sequence" IS NULL`;
  return {
    sealRows: `UPDATE "audit_event" SET "sequence" = ${whole(1)} FROM ${rows} WHERE ${isOfRow} RETURNING 1 AS "sealed"`,
    sealOldRows: `UPDATE "audit_event" SET "sequence" = ${whole(1)}, "severity" = ${whole(2)}, "salts" = ${text(3)},
      "leaf" = ${text(4)} FROM ${rows} WHERE ${isOfRow} RETURNING 1 AS "sealed"`,
    addTrees: `INSERT INTO "audit_tree" (${TREE_COLUMNS}) SELECT ${tree} FROM ${rows} WHERE TRUE
      ON CONFLICT ("id") DO NOTHING RETURNING "id"`,
    growTrees: `UPDATE "audit_tree" SET "size" = ${whole(1)}, "frontier" = ${text(2)}, "firstKept" = ${whole(3)},
      "proof" = ${text(4)}, "sealedAt" = ${whole(5)} FROM ${rows}
      WHERE "audit_tree"."id" = ${text(0)} AND "audit_tree"."size" = ${whole(6)} AND "audit_tree"."firstKept" = ${whole(7)}
      RETURNING "audit_tree"."id"`,
    writeTiles: `INSERT INTO "audit_tile" ("tree", "level", "number", "hashes")
      SELECT ${text(0)}, ${whole(1)}, ${whole(2)}, ${text(3)} FROM ${rows} WHERE TRUE
      ON CONFLICT ("tree", "level", "number") DO UPDATE SET "hashes" = excluded."hashes"`,
    writeCheckpoints: `INSERT INTO "audit_checkpoint" ("tree", "size", "at", "note")
      SELECT ${text(0)}, ${whole(1)}, ${whole(2)}, ${text(3)} FROM ${rows} WHERE TRUE
      ON CONFLICT ("tree", "size") DO UPDATE SET "at" = excluded."at", "note" = excluded."note"`,
    readTrees: `SELECT ${TREE_COLUMNS} FROM "audit_tree" WHERE "id" IN (SELECT ${text(0)} FROM ${rows})`,
  };
}
