import { errorsPage } from '../../src/building/errorsPage';
import { badInput, ERRORS, forbidden, rateLimited } from '../../src/errors';
import { ErrorTranslation } from '../../src/graphql/ErrorTranslation';

describe('docs/errors.md', () => {
  it('has a row for each code of the catalogue', () => {
    const codes = [...errorsPage().matchAll(/^\| `([A-Z_]+)` \| \d{3} \|/gm)].map(([, code]) => code);
    expect(codes).toEqual(Object.keys(ERRORS));
  });

  it('says of a code its status, message, fault, remedy and what stands beside it', () => {
    expect(errorsPage()).toContain(
      '\n| `RATE_LIMITED` | 429 | Too many requests. Wait, then try again. | caller | ' +
        'Retry after the seconds in `Retry-After`. | `retryAfterSeconds` |\n',
    );
  });

  it('says of a code of the OAuth endpoints its status, fault and remedy', () => {
    expect(errorsPage()).toContain(
      '\n| `unsupported_grant_type` | 400 | caller | Send `grant_type=client_credentials`. |\n',
    );
  });

  it('says of a code of a user error what it means', () => {
    expect(errorsPage()).toContain('\n| `UNKNOWN_SCOPE` | There is no scope of this name. |\n');
  });

  it('names what errors do carry beside their code', () => {
    const { extensions: failure } = new ErrorTranslation(
      new Set(),
      () => false,
      () => undefined,
    ).failure(new Error('secret'), {});
    const carried = [forbidden([]), badInput('', []), rateLimited(0), { extensions: failure }].map(
      ({ extensions: { code, ...beside } }) => [code, Object.keys(beside)],
    );
    expect(carried).toEqual([
      ['FORBIDDEN', [ERRORS.FORBIDDEN.extensions]],
      ['BAD_USER_INPUT', [ERRORS.BAD_USER_INPUT.extensions]],
      ['RATE_LIMITED', [ERRORS.RATE_LIMITED.extensions]],
      ['INTERNAL_SERVER_ERROR', [ERRORS.INTERNAL_SERVER_ERROR.extensions]],
    ]);
  });
});
