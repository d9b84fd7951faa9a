import { insertStatement } from '../../src/storage/insertStatement';

describe('the statement that writes rows', () => {
  it('has a place for each value of each row, and is made once', () => {
    const made = () => insertStatement('part', ['id', 'name'], 2);
    expect(made()).toBe('INSERT INTO "part" ("id", "name") VALUES ($1, $2), ($3, $4)');
    expect(made()).toBe(made());
  });

  it('is that of its table, its columns in their order, its count and its end', () => {
    const end = ' ON CONFLICT ("id") DO NOTHING';
    expect([
      insertStatement('part', ['name', 'id'], 1),
      insertStatement('part', ['id', 'name'], 1),
      insertStatement('part', ['id'], 1),
      insertStatement('part', ['id', 'name'], 1, end),
      insertStatement('whole', ['id', 'name'], 1),
    ]).toEqual([
      'INSERT INTO "part" ("name", "id") VALUES ($1, $2)',
      'INSERT INTO "part" ("id", "name") VALUES ($1, $2)',
      'INSERT INTO "part" ("id") VALUES ($1)',
      'INSERT INTO "part" ("id", "name") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING',
      'INSERT INTO "whole" ("id", "name") VALUES ($1, $2)',
    ]);
  });
});
