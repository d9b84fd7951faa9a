/**
 * Copies the text of an element. Browsers give pages without HTTPS no clipboard; there it is selected and copied the
 * old way. Shape: whether it worked; where not, it stays selected.
 */
export async function copyText(element: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    const isDone = await navigator.clipboard.writeText(element.textContent ?? '').then(
      () => true,
      () => false,
    );
    if (isDone) return true;
  }
  getSelection()?.selectAllChildren(element);
  return document.execCommand('copy');
}
