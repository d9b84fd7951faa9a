/** Wrong fields, as Mantine marks them: by their wrapper, which may hold several, or by themselves. */
const WRONG = ':is([data-error] :is(input, select, textarea), :is(input, select, textarea)[aria-invalid="true"])';

/**
 * Puts the focus where a form that was refused goes on: in the first field that is wrong, else on what says why, unless
 * somebody is in a field, who may go on there.
 */
export function settleFocus(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>(WRONG);
  const place = wrong ?? form.querySelector<HTMLElement>('[role="alert"]');
  const isInField = document.activeElement?.matches('input, select, textarea');
  if (wrong || !isInField) place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'center' });
}
