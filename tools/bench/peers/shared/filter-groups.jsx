import { memo } from "react";
import site from "./site.json";

const Option = memo(function Option({ facet, option, label, count, isSelected, isDisabled, onToggle }) {
  return (
    <label className={count === 0 ? "is-empty" : undefined}>
      <input
        type="checkbox"
        name={facet}
        value={option}
        checked={isSelected}
        disabled={isDisabled}
        onChange={() => onToggle(facet, option)}
      />
      <span>{label}</span> <span className="count">{count}</span>
    </label>
  );
});

/** The groups of checkboxes. `counts` is `null` until it is known. */
export const FilterGroups = ({ counts, selected, isDisabled, onToggle }) =>
  site.facets.map((facet) => (
    <fieldset key={facet.key}>
      <legend>{facet.label}</legend>
      {facet.options.map(({ key, label }) => (
        <Option
          key={key}
          facet={facet.key}
          option={key}
          label={label}
          count={counts ? (counts[facet.key][key] ?? 0) : undefined}
          isSelected={selected[facet.key]?.includes(key) ?? false}
          isDisabled={isDisabled}
          onToggle={onToggle}
        />
      ))}
    </fieldset>
  ));
