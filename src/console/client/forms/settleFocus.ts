/** Wrong fields, as Mantine marks them: by their wrapper, which may hold several, or by themselves. */
const WRONG = ':is([data-error] :is(input, select, textarea), :is(input, select, textarea)[aria-invalid="true"])';

/**
 * Puts the focus where a form that was answered goes on: in the first field that is wrong; else, where the focus was
 * lost with the button that cannot be pressed meanwhile, on what is wrong with the whole, or on that button.
 */
export function settleFocus(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const wrong = form.querySelector<HTMLElement>(WRONG);
  if (wrong) {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: 'center' });
  } else if (document.activeElement === document.body) {
    (form.querySelector<HTMLElement>('[role="alert"]') ?? submitter)?.focus();
  }
}
