import { EVENTS } from '../events/catalogue';

/** The kinds of events that the console lets people choose from, as a constant: it imports nothing of the server. Shape: TypeScript. */
export function eventsText(): string {
  const lines = Object.keys(EVENTS).map((type) => `  '${type}',\n`);
  return `/** Every kind of event, as the server has it. */\nexport const EVENT_TYPES: readonly string[] = [\n${lines.join('')}];\n`;
}
