import { endAfter } from '../../support/leftOpen';
import { note } from './note';

describe('the second file', () => {
  it('leaves something open, and ends something else itself', () => {
    endAfter('file', () => note('second: file ended'));
    const ended = endAfter('file', () => note('ended twice'));
    ended();
    note('second: left open');
  });
});
