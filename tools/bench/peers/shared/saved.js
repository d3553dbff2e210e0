// A set of vendors in the browser's storage: the watched ones, and those to compare.
import { useCallback, useMemo, useSyncExternalStore } from "react";

const subscribe = (onChange) => {
  addEventListener("storage", onChange);
  return () => removeEventListener("storage", onChange);
};

export const useSaved = (key) => {
  const saved = useSyncExternalStore(subscribe, () => localStorage.getItem(key) ?? "", () => "");
  const slugs = useMemo(() => new Set(saved.split(" ").filter(Boolean)), [saved]);
  const toggle = useCallback(
    (slug) => {
      const next = new Set(localStorage.getItem(key)?.split(" ").filter(Boolean));
      if (!next.delete(slug)) next.add(slug);
      localStorage.setItem(key, [...next].join(" "));
      // Browsers report a change only to other tabs.
      dispatchEvent(new Event("storage"));
    },
    [key],
  );
  return [slugs, toggle];
};
