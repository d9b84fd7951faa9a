/**
 * What translators of browsers do to a page: each text, those that come later too, goes into `<font>` elements, or is
 * replaced by them, as in Chrome. What may not be translated stays. Shape: a script of the page.
 */
export function translator(way: 'MOVE' | 'REPLACE'): string {
  return `(${translatePage})(${JSON.stringify(way)})`;
}

const translatePage = `(way) => {
  const kept = '[translate="no"], script, style, title, font';
  const translate = (text) => {
    if (text.data.trim() === '' || !text.parentElement || text.parentElement.closest(kept)) return;
    const outer = document.createElement('font');
    const inner = outer.appendChild(document.createElement('font'));
    text.before(outer);
    if (way === 'MOVE') return inner.append(text);
    inner.append(text.data);
    text.remove();
  };
  const translateAll = (node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts = node.nodeType === Node.TEXT_NODE ? [node] : [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(translate);
  };
  new MutationObserver((records) => {
    for (const { addedNodes } of records) addedNodes.forEach(translateAll);
  }).observe(document, { childList: true, subtree: true });
  translateAll(document);
}`;
