/**
 * What the explorer's page does beside GraphiQL: it keeps the key, in memory alone, puts it on every request, and says
 * in a sentence what has become of it.
 */

declare const React: { createElement(type: unknown, props: object): unknown };
declare const ReactDOM: { createRoot(element: Element): { render(node: unknown): void } };
declare const GraphiQL: unknown;

/** An example operation, as the server's build wrote it. */
interface Example {
  readonly text: string;
  readonly variables: string;
}

/** Asks the server, with a key or without. */
type Fetcher = (params: object) => Promise<unknown>;

/** Units: milliseconds. */
const DAY_MS = 86_400_000;

const HINTS = {
  NONE: ['plain', 'Without a key you see what this server shows to strangers.'],
  NEEDED: ['plain', 'This server asks for a key: enter one as user:pass.'],
  MALFORMED: ['bad', 'This is not a key, and was not sent: a key begins with lko_ or lkp_ and has a colon within.'],
  TRYING: ['plain', 'The key is being tried.'],
  REFUSED: ['bad', 'The server refused this key: it is unknown, deleted or expired.'],
  ACCEPTED: ['good', 'The key is in use. This page forgets it when it is closed or reloaded.'],
} as const;

const input = find('key', HTMLInputElement);
const hint = find('hint', HTMLElement);
const stage = find('graphiql', HTMLElement);
const root = ReactDOM.createRoot(stage);
let key = '';

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${id}.`);
  return element;
}

function say(state: keyof typeof HINTS): void {
  const [tone, sentence] = HINTS[state];
  hint.dataset.tone = tone;
  hint.textContent = sentence;
  input.setAttribute('aria-invalid', String(tone === 'bad'));
}

/** The browser is kept out of it: it neither adds credentials of its own nor asks for some after a 401. */
function fetcherWith(sent: string): Fetcher {
  return async (params) => {
    const answer = await fetch('graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(sent ? { authorization: `Basic ${btoa(sent)}` } : {}) },
      body: JSON.stringify(params),
      credentials: 'omit',
      redirect: 'error',
    });
    if (sent && sent === key) say(answer.status === 401 ? 'REFUSED' : 'ACCEPTED');
    else if (answer.status === 401 && input.value === '') say('NEEDED');
    return answer.json();
  };
}

/** A value that cannot be known beforehand. Shape: `IN_30_DAYS` becomes an instant. */
function fillIn(variables: string): string {
  return variables.replace(/IN_(\d+)_DAYS/g, (_word, days) => new Date(Date.now() + days * DAY_MS).toISOString());
}

async function start(): Promise<void> {
  const examples: Example[] = await (await fetch(stage.dataset.examples ?? '')).json();
  const settings = {
    defaultTabs: examples.map(({ text, variables }) => ({ query: text, variables: fillIn(variables) })),
    storage: null, // Nothing is kept anywhere.
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: false, // The key has a field of its own.
    defaultEditorToolsVisibility: 'variables',
  };
  const show = (): void => root.render(React.createElement(GraphiQL, { ...settings, fetcher: fetcherWith(key) }));
  const use = (): void => {
    input.value = input.value.trim();
    const next = input.validity.valid ? input.value : '';
    const isOther = next !== key;
    key = next;
    if (!input.validity.valid) say('MALFORMED');
    else if (key === '') say('NONE');
    else if (isOther) say('TRYING');
    if (isOther) show(); // With another key the server may show another schema.
  };
  find('key-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    use();
  });
  input.addEventListener('change', use);
  find('forget', HTMLButtonElement).addEventListener('click', () => {
    input.value = '';
    use();
  });
  say('NONE');
  show();
}

// By this name the style elements of GraphiQL's dialogs find the nonce that the policy of the page allows.
Object.assign(window, { __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce });

void start();
