import { PersistedQueries } from '../../src/graphql/PersistedQueries';

describe('PersistedQueries', () => {
  it('forgets what was not asked for longest once there are too many', async () => {
    const documents = new PersistedQueries(2);
    await documents.set('a', '{ a }');
    await documents.set('b', '{ b }');
    expect(await documents.get('a')).toBe('{ a }');
    await documents.set('c', '{ c }');
    expect(await documents.get('b')).toBeUndefined();
    expect([await documents.get('a'), await documents.get('c')]).toEqual(['{ a }', '{ c }']);
  });

  it('counts a document that is set again once', async () => {
    const documents = new PersistedQueries(2);
    await documents.set('a', '{ a }');
    await documents.set('b', '{ b }');
    await documents.set('b', '{ b }');
    expect(await documents.get('a')).toBe('{ a }');
  });

  it('keeps a thousand unless told otherwise', async () => {
    const documents = new PersistedQueries();
    for (let index = 0; index <= 1_000; index += 1) await documents.set(String(index), '{ a }');
    expect(await documents.get('0')).toBeUndefined();
    expect(await documents.get('1')).toBe('{ a }');
  });
});
