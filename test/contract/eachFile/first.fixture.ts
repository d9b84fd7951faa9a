import { endAfter } from '../../support/leftOpen';
import { note } from './note';

describe('the first file', () => {
  it('hangs', () => new Promise(() => undefined), 200);

  it('leaves something open, for itself and for the file', () => {
    endAfter('file', () => note('first: file ended'));
    endAfter('test', () => note('first: test ended'));
    note('first: left open');
  });

  it('goes on', () => note('first: went on'));
});
