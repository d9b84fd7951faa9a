/** What a translator put in the place of a text, by the text. */
const standIns = new WeakMap<Node, Node>();

/** Elements of translators that stand for no text yet. */
const vacant = new WeakSet<Node>();

/**
 * Lets a browser translate the page. Translators put `<font>` elements in the place of texts, while React goes on to
 * remove its texts, and to insert before them, where they were: that would throw, and take the page along. Both are
 * done to what stands there now, and a text that React changes is changed there, too. Source: decision 062.
 */
export function surviveTranslation(): void {
  const { removeChild, insertBefore } = Node.prototype;
  const observer = new MutationObserver(follow);
  observer.observe(document, { childList: true, subtree: true });
  const placeIn = (parent: Node, node: Node): Node | null => {
    if (node.parentNode === parent) return node;
    follow(observer.takeRecords(), observer);
    return placeNow(parent, node);
  };
  Node.prototype.removeChild = function remove<Child extends Node>(this: Node, child: Child): Child {
    const place = placeIn(this, child);
    if (place) removeChild.call(this, place);
    return child;
  };
  Node.prototype.insertBefore = function insert<Child extends Node>(this: Node, node: Child, next: Node | null): Child {
    insertBefore.call(this, node, next && placeIn(this, next));
    return node;
  };
}

/** The child of an element in which a node of React's is now, or that stands in for it. */
function placeNow(parent: Node, node: Node): Node | null {
  for (let place: Node | null = node; place; place = place.parentNode ?? standIns.get(place) ?? null) {
    if (place.parentNode === parent) return place;
  }
  return null;
}

function follow(records: readonly MutationRecord[], observer: MutationObserver): void {
  for (const { type, target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
    if (type === 'characterData') changeStandIn(target);
    for (const node of addedNodes) if (node.nodeName === 'FONT') vacant.add(node);
    for (const node of removedNodes) {
      const standIn = [...addedNodes, previousSibling, nextSibling].find((each) => each && vacant.has(each));
      if (node.nodeType !== Node.TEXT_NODE || !standIn) continue;
      vacant.delete(standIn);
      standIns.set(node, standIn);
      observer.observe(node, { characterData: true }); // Where it is now, the page's own observer does not see it.
    }
  }
}

/** Tells a changed text in the translation's place, from where the translator takes it up again. */
function changeStandIn(text: Node): void {
  const standIn = standIns.get(text);
  if (standIn && text.parentNode === null) standIn.textContent = text.nodeValue;
}
