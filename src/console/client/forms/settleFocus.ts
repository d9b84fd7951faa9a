/** Wrong fields, as Mantine marks them: by their wrapper, which may hold several, or by themselves. */
const WRONG = ':is([data-error] :is(input, select, textarea), :is(input, select, textarea)[aria-invalid="true"])';

/** Puts the focus where a form that was refused goes on: in the first field that is wrong, else on what says why. */
export function settleFocus(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>(WRONG) ?? form.querySelector<HTMLElement>('[role="alert"]');
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'center' });
}
