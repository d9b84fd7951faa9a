import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * For something that goes away when it is used: if it has the focus then, its heir gets it, if it has one. Tie the
 * result to it.
 */
export function useHandedOnFocus<Holder extends HTMLElement>(
  heir?: RefObject<HTMLElement | null>,
): RefObject<Holder | null> {
  const holder = useRef<Holder>(null);
  useLayoutEffect(() => {
    const element = holder.current;
    return () => {
      if (element !== null && document.activeElement === element) heir?.current?.focus();
    };
  }, [heir]);
  return holder;
}
