/** What Node.js calls a file operation that a thread of libuv's pool works on. */
const FILE_OPERATIONS = ['FSReqCallback', 'FSReqPromise'];

/**
 * Ends this process at once, with 1. `process.exit` waits for the threads of libuv's pool, which may be reading a file system
 * that does not answer: the process then ends by `SIGKILL`. `process.abort` might leave a file with secrets in it.
 */
export function endNow(): void {
  const isHeldUp = process.getActiveResourcesInfo().some((each) => FILE_OPERATIONS.includes(each));
  if (!isHeldUp) process.exit(1);
  process.emit('exit', 1); // Its listeners end what this process started.
  process.kill(process.pid, 'SIGKILL');
}
