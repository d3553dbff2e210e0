"use client";
import { useSaved } from "./saved.js";

export const CompareButton = ({ slug, name }) => {
  const [compared, toggle] = useSaved("compared");
  return (
    <button type="button" className="compare" aria-pressed={compared.has(slug)} aria-label={`Compare ${name}`} onClick={() => toggle(slug)}>
      Compare
    </button>
  );
};
