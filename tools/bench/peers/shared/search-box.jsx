"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "../link.jsx";
import { Badge } from "./badges.jsx";
import { useList } from "./list.js";
import { badges } from "./verdict.js";

const MAX_SUGGESTIONS = 5;

/** The search box of a vendor's page: a combobox that suggests vendors. */
export const SearchBox = () => {
  const { list } = useList();
  const navigate = useNavigate();
  const field = useRef(null);
  const [text, setText] = useState("");
  const [isOpen, setIsOpen] = useState(true);
  const [active, setActive] = useState(-1);

  // The visitor may have typed before the page was interactive.
  useEffect(() => setText(field.current.value), []);

  const found = useMemo(() => (list && text.trim() ? list.search(text) : null), [list, text]);
  const vendors = isOpen && found ? found.slice(0, MAX_SUGGESTIONS) : [];

  const onChange = (event) => {
    setText(event.target.value);
    setActive(-1);
    setIsOpen(true);
  };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && vendors.length > 0) {
      event.preventDefault();
      setActive(active < 0 ? (step > 0 ? 0 : vendors.length - 1) : (active + step + vendors.length) % vendors.length);
    } else if (step) {
      setIsOpen(true);
    } else if (event.key === "Escape" && vendors.length > 0) {
      event.preventDefault();
      setIsOpen(false);
    }
  };
  const onSubmit = (event) => {
    event.preventDefault();
    navigate(vendors[active] ? `/vendors/${vendors[active].slug}/` : `/?q=${encodeURIComponent(text)}`);
  };

  return (
    <form className="search-box" role="search" action="/" onSubmit={onSubmit}>
      <label htmlFor="search-another">Vendor or category</label>
      <input
        ref={field}
        id="search-another"
        name="q"
        type="search"
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={vendors.length > 0}
        aria-controls="suggestions"
        aria-activedescendant={vendors[active] && `suggestions-${active}`}
        onChange={onChange}
        onKeyDown={onKeyDown}
        onFocus={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
      />
      <div role="status">
        {isOpen && found?.length === 0 && <p>No vendors match.</p>}
        {vendors.length > 0 && (
          <p className="visually-hidden">
            {vendors.length} of {found.length} suggestions
          </p>
        )}
      </div>
      {vendors.length > 0 && (
        <div id="suggestions" className="suggestions" role="listbox" aria-label="Suggestions">
          {vendors.map((vendor, index) => (
            <Link
              key={vendor.slug}
              id={`suggestions-${index}`}
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              href={`/vendors/${vendor.slug}/`}
              onMouseDown={(event) => event.preventDefault()}
            >
              {vendor.name} <Badge {...badges(vendor)[0]} />
            </Link>
          ))}
        </div>
      )}
    </form>
  );
};
