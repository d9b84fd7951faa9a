import { Writable } from 'node:stream';
import { LogStream } from '../src/LogStream';

/** A reader that takes one line and no more until it is let go. */
class StuckReader extends Writable {
  readonly read: string[] = [];
  private release: () => void = () => undefined;
  private isStuck = true;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.read.push(chunk.toString());
    if (this.isStuck) this.release = done;
    else done();
  }

  letGo(): void {
    this.isStuck = false;
    this.release();
  }
}

describe('the log of a reader that does not keep up', () => {
  it('lacks the lines beyond a mebibyte, and says how many', async () => {
    const reader = new StuckReader();
    const log = new LogStream(reader, () => undefined);
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 1100; count += 1) log.write(line);
    reader.letGo();
    await new Promise((resolve) => reader.write('', resolve));
    log.write('the next\n');
    expect(reader.read.filter((each) => each === line)).toHaveLength(1025);
    expect(reader.read.at(-1)).toMatch(
      /^\{"level":40,"time":"[^"]+Z","droppedCount":75,"msg":"lines of the log were dropped"\}\nthe next\n$/,
    );
  });
});
