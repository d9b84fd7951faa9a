import { parse } from 'graphql';
import { parsedDocuments, persistedQueries } from '../../src/graphql/DocumentMemory';

describe('the memory of persisted queries', () => {
  it('forgets what was not asked for longest once there are too many', async () => {
    const documents = persistedQueries(2);
    await documents.set('a', '{ a }');
    await documents.set('b', '{ b }');
    expect(await documents.get('a')).toBe('{ a }');
    await documents.set('c', '{ c }');
    expect(await documents.get('b')).toBeUndefined();
    expect([await documents.get('a'), await documents.get('c')]).toEqual(['{ a }', '{ c }']);
  });

  it('counts a document that is set again once', async () => {
    const documents = persistedQueries(2);
    await documents.set('a', '{ a }');
    await documents.set('b', '{ b }');
    await documents.set('b', '{ b }');
    expect(await documents.get('a')).toBe('{ a }');
  });

  it('keeps a thousand unless told otherwise', async () => {
    const documents = persistedQueries();
    for (let index = 0; index <= 1_000; index += 1) await documents.set(String(index), '{ a }');
    expect(await documents.get('0')).toBeUndefined();
    expect(await documents.get('1')).toBe('{ a }');
  });
});

describe('the memory of parsed documents', () => {
  it('holds so many characters, however many documents that are', async () => {
    const documents = parsedDocuments(520);
    const [short, long] = [parse('{ a }'), parse('{ aLongerDocument }')];
    await documents.set('first', short);
    await documents.set('second', short);
    expect(await documents.get('first')).toBe(short);
    await documents.set('third', long);
    expect(await Promise.all(['first', 'second', 'third'].map((key) => documents.get(key)))).toEqual([
      undefined,
      undefined,
      long,
    ]);
  });

  it('counts once what is set several times in one turn', async () => {
    const documents = parsedDocuments(520);
    const document = parse('{ a }');
    await Promise.all(Array.from({ length: 5 }, () => documents.set('same', document)));
    await documents.set('other', document);
    expect(await Promise.all(['same', 'other'].map((key) => documents.get(key)))).toEqual([document, document]);
  });
});
