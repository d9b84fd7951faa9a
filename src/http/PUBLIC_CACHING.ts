/**
 * How long anybody may keep what anybody may read.
 * Units: seconds, few of them, so that a new signing key is soon known. Shape: a value of `Cache-Control`.
 */
export const PUBLIC_CACHING = 'public, max-age=60';
