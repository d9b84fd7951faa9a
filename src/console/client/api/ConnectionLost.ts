/** No answer came: nobody knows whether the server heard the question. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';

  constructor(options?: ErrorOptions) {
    super('The server cannot be reached.', options);
  }
}
