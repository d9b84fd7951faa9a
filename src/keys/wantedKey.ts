import type { Caller } from '../access/Caller';
import type { Wanted } from '../events/Changes';
import type { ApiKey } from './ApiKey';
import { apiKeysByIds } from './apiKeyQueries';

/** The key of this id, if the caller may see it. */
export function wantedKey(caller: Caller, id: string): Wanted<ApiKey> {
  return { noun: 'API key', find: async (sql) => (await apiKeysByIds(sql, caller, [id]))[0] };
}

/** The same unless it is a tombstone. */
export function wantedLiveKey(caller: Caller, id: string): Wanted<ApiKey> {
  const { noun, find } = wantedKey(caller, id);
  const findLive: typeof find = async (sql) => {
    const apiKey = await find(sql);
    return apiKey?.deletedAt === null ? apiKey : null;
  };
  return { noun, find: findLive };
}

/** A key by the names of its columns. */
export function keyFacts<Key extends Pick<ApiKey, 'scopesText'>>({ scopesText, ...columns }: Key) {
  return { ...columns, scopes: scopesText };
}
