import { copyFileSync, renameSync } from 'node:fs';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Database } from '../../src/database/Database';
import { StartError } from '../../src/errors';
import { freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';

class Swapped {}

describe('a SQLite database that is being opened', () => {
  it('is refused where another file takes its place meanwhile', async () => {
    const location = await freshLocation('sqlite');
    const { file } = location as { file: string }; // SQLite's.
    copyFileSync(file, `${file}.other`); // Nobody has it open yet.
    class Swapping {
      id = '';
    }
    Entity()(Swapping);
    // TypeORM asks for the type once it has the file open.
    Column(() => {
      renameSync(`${file}.other`, file);
      return Swapped;
    })(Swapping.prototype, 'swapped');
    PrimaryColumn('text')(Swapping.prototype, 'id');
    const opening = Database.open(location, [Swapping]).then((database) => endAfter('test', () => database.close()));
    await expect(opening).rejects.toEqual(
      new StartError(
        `The database ${file} cannot be opened: The database file ${file} was replaced by another file while it was open (SQLITE_READONLY_DBMOVED); start again.`,
      ),
    );
  });
});
