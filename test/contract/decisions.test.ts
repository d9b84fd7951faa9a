import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = 'src/decisions';

/** The line of a record in the index. Shape: without a title where the record's first line has another number. */
function lineOf(file: string): string {
  const number = file.slice(0, 3);
  const [first = ''] = readFileSync(path.join(FOLDER, file), 'utf8').split('\n');
  const title = first.startsWith(`# ${number}. `) ? first.slice('# '.length) : '';
  return `- [${title}](${file})`;
}

describe('the index of decisions', () => {
  it('has every record under its title, in the order of their numbers', () => {
    const records = readdirSync(FOLDER).filter((file) => file !== 'README.md');
    const [, index = ''] = readFileSync(path.join(FOLDER, 'README.md'), 'utf8').split('## Index\n\n');
    expect(index.trimEnd().split('\n')).toEqual(records.sort().map(lineOf));
  });
});
