/**
 * What translators of browsers do to a page: each text, those that come later too, goes into `<font>` elements, or is
 * left out of the page and replaced by them. What may not be translated stays. Shape: a script of the page.
 */
export const TRANSLATOR = `(() => {
  const kept = '[translate="no"], script, style, font';
  let count = 0;
  const translate = (text) => {
    if (text.data.trim() === '' || !text.parentElement || text.parentElement.closest(kept)) return;
    const outer = document.createElement('font');
    const inner = outer.appendChild(document.createElement('font'));
    text.before(outer);
    count += 1;
    if (count % 2 === 0) return inner.append(text);
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
})()`;
