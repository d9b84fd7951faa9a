/** Where a proxy asks that appends the request's own path. Shape: the scopes follow, then whatever the client asked for. */
export const VERIFY_SCOPE_PATH = '/verify/scope/';
