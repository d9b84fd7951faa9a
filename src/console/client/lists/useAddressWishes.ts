import { useLocation, useSearch } from 'wouter';

/**
 * What a page is asked to show, kept in the address: going back, reloading, and a colleague's link find it.
 * @param none what stands for no wish; it is left out of the address
 */
export function useAddressWishes<Wishes extends Readonly<Record<string, string>>>(
  none: Wishes,
): [wishes: Wishes, wish: (wishes: Wishes) => void] {
  const asked = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const wishes = { ...none };
  for (const name of Object.keys(none)) Object.assign(wishes, { [name]: asked.get(name) ?? none[name] });
  const wish = (wished: Wishes): void => {
    const told = Object.entries(wished).filter(([name, value]) => value !== none[name]);
    const search = new URLSearchParams(told).toString();
    navigate(search === '' ? path : `${path}?${search}`, { replace: true });
  };
  return [wishes, wish];
}
