/** Loaded before our server by the soak: tells, when asked, what it still holds after everything else was swept away. */
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage());
});
// The server ends when it wants to.
process.channel?.unref();
