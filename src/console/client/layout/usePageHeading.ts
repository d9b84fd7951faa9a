import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** A page that was opened from outside is read from its top; on the way to a later one, its heading comes first. */
const opening = { isFirstPage: true };

/** Names the window after the page, and moves the focus to the page's heading, to which the result must be tied. */
export function usePageHeading(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    document.title = `${title} – Latchkey`;
  }, [title]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves whenever the place changes.
  useEffect(() => {
    if (!opening.isFirstPage) heading.current?.focus();
    opening.isFirstPage = false;
  }, [path]);
  return heading;
}
