const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';

/** A longer header is not read: clients send a tenth of it, and each comma costs. Units: characters. */
const MAX_ACCEPT_LENGTH = 1_000;

/** What an `Accept` header says of one media type. Shape: a higher number is preferred; `position` is that in the header. */
interface Wish {
  readonly quality: number;
  readonly specificity: number;
  readonly position: number;
}

/**
 * The media type of an answer of GraphQL over HTTP, as Apollo Server chooses it: the type with the higher quality, then
 * the one that is named more exactly, then the earlier one. Plain JSON where neither is preferred, or neither is accepted.
 * @param accept the header `Accept`; undefined where there is none
 * Source: RFC 9110, section 12.5.1; GraphQL over HTTP, section 6.3.
 */
export function mediaTypeFor(accept: string | undefined): string {
  if (accept !== undefined && accept.length > MAX_ACCEPT_LENGTH) return `${JSON_TYPE}; charset=utf-8`;
  const [plain, graphql] = [wishFor(JSON_TYPE, accept), wishFor(GRAPHQL_TYPE, accept)];
  const isPreferred = graphql.quality > 0 && compare(graphql, plain) > 0;
  return `${isPreferred ? GRAPHQL_TYPE : JSON_TYPE}; charset=utf-8`;
}

/** What the most specific range of the header says of a type. */
function wishFor(type: string, accept = '*/*'): Wish {
  const wishes = accept.split(',').map((range, position): Wish => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const specificity = [`*/*`, 'application/*', type].indexOf(name) + 1;
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { quality: specificity > 0 ? Number.parseFloat(quality) || 0 : 0, specificity, position };
  });
  return wishes.reduce((best, wish) => (wish.specificity > best.specificity ? wish : best));
}

function compare(a: Wish, b: Wish): number {
  return a.quality - b.quality || a.specificity - b.specificity || b.position - a.position;
}
