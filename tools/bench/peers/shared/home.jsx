"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Card } from "./card.jsx";
import { FilterGroups } from "./filter-groups.jsx";
import { PAGE_SIZE, filterVendors, sortVendors } from "./filters.js";
import { useList } from "./list.js";
import { useSaved } from "./saved.js";
import site from "./site.json";
import { toWords } from "./words.js";

const EMPTY = { text: "", selected: {}, sort: "best" };
const URL_DELAY = 300;

const parseQuery = (search) => {
  const parameters = new URLSearchParams(search);
  const selected = Object.fromEntries(site.facets.map(({ key }) => [key, parameters.getAll(key)]));
  return { text: parameters.get("q") ?? "", selected, sort: parameters.get("sort") ?? "best" };
};

const formatQuery = ({ text, selected, sort }) => {
  const parameters = new URLSearchParams();
  if (text) parameters.set("q", text);
  for (const [facet, options] of Object.entries(selected)) options.forEach((option) => parameters.append(facet, option));
  if (sort !== "best") parameters.set("sort", sort);
  return parameters.size > 0 ? `?${parameters}` : "";
};

/** The home page. `initial` is what a prerendered page shows until the list is loaded. */
export const Home = ({ initial }) => {
  const { list, hasFailed } = useList();
  const [query, setQuery] = useState(EMPTY);
  const [limit, setLimit] = useState(PAGE_SIZE);
  const [isOpen, setIsOpen] = useState(false);
  const [watched, toggleWatched] = useSaved("watched");
  const [compared, toggleCompared] = useSaved("compared");
  const field = useRef(null);
  const cards = useRef(null);
  const { text, selected, sort } = query;

  // The page is rendered without a query, and the visitor may have typed before it was interactive.
  useEffect(() => {
    const query = parseQuery(location.search);
    if (field.current.value) query.text = field.current.value;
    else field.current.value = query.text;
    if (formatQuery(query)) setQuery(query);
  }, []);

  useEffect(() => {
    const url = `${location.pathname}${formatQuery(query)}`;
    const timer = setTimeout(() => {
      if (url !== location.pathname + location.search) history.replaceState(null, "", url);
    }, URL_DELAY);
    return () => clearTimeout(timer);
  }, [query]);

  const change = useCallback((changes) => {
    setQuery((query) => ({ ...query, ...changes }));
    setLimit(PAGE_SIZE);
  }, []);
  const setText = (text) => {
    field.current.value = text;
    change({ text });
  };
  const toggle = useCallback((facet, option) => {
    setQuery((query) => {
      const options = query.selected[facet] ?? [];
      const next = options.includes(option) ? options.filter((other) => other !== option) : [...options, option];
      return { ...query, selected: { ...query.selected, [facet]: next } };
    });
    setLimit(PAGE_SIZE);
  }, []);

  const words = useMemo(() => toWords(text), [text]);
  const found = useMemo(() => list && (words.length > 0 ? list.search(text) : list.vendors), [list, text, words]);
  const results = useMemo(() => (found ? filterVendors(found, selected) : initial), [found, selected, initial]);
  const vendors = useMemo(() => sortVendors(results?.vendors ?? [], sort), [results, sort]);
  const selectedCount = Object.values(selected).flat().length;
  const isPending = !results || (!list && (text !== "" || selectedCount > 0));
  const total = results?.total ?? 0;
  const vendorCount = total === 1 ? "1 vendor" : `${total} vendors`;

  const onKeyDown = (event) => {
    if (event.key === "Escape") setText("");
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    cards.current.querySelector("h3 a")?.focus();
  };

  return (
    <>
      <h1 tabIndex={-1}>Which software vendors sign a HIPAA BAA?</h1>
      <p className="lead">
        HIPAA requires a signed Business Associate Agreement (BAA) before a vendor handles patient data for you. Look up
        which of {site.total} vendors sign one, on which plans, and what the evidence is.
      </p>
      <form className="search-box" role="search" action="/" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="q">Vendor or category</label>
        <input
          ref={field}
          id="q"
          name="q"
          type="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          placeholder="Zoom, Slack, email delivery…"
          aria-describedby="search-keys"
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <p id="search-keys" className="visually-hidden">
          Press the down arrow to move to the results. Press Escape to clear the search.
        </p>
      </form>
      <div className="browse">
        <button type="button" className="filters-toggle" aria-controls="filters" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {selectedCount === 0 ? "Filters" : `Filters (${selectedCount})`}
        </button>
        <section id="filters" className={isOpen ? "filters open" : "filters"} aria-label="Filters">
          <p>
            <button type="button" disabled={selectedCount === 0} onClick={() => change({ selected: {} })}>
              Clear all filters
            </button>
          </p>
          <div>
            <FilterGroups counts={results?.counts} selected={selected} isDisabled={!list} onToggle={toggle} />
          </div>
          <button type="button" className="show-results" onClick={() => setIsOpen(false)}>
            Show {vendorCount}
          </button>
        </section>
        <div className="sort">
          <label htmlFor="sort">Sort by</label>
          <select id="sort" value={sort} disabled={!list} onChange={(event) => change({ sort: event.target.value })}>
            <option value="best">Best match</option>
            <option value="name">Name</option>
            <option value="verified">Last verified</option>
          </select>
        </div>
        <section className="search-results" aria-label="Results">
          <h2 className="visually-hidden" tabIndex={-1}>
            Results
          </h2>
          <div className="how-many" role="status">
            {isPending ? <p className="pending">Loading…</p> : <p>{vendorCount}</p>}
          </div>
          {hasFailed && (
            <div className="problem" role="alert">
              <p>We couldn't load the vendor list. Check your connection and reload the page.</p>
            </div>
          )}
          <ul id="results" className="results" ref={cards}>
            {vendors.slice(0, limit).map((vendor) => (
              <Card
                key={vendor.slug}
                vendor={vendor}
                words={words}
                isWatched={watched.has(vendor.slug)}
                isCompared={compared.has(vendor.slug)}
                onWatch={toggleWatched}
                onCompare={toggleCompared}
              />
            ))}
          </ul>
          {list && total === 0 && (
            <div className="no-result">
              <h2>No vendors match</h2>
              {text && (
                <button type="button" onClick={() => setText("")}>
                  Clear the search
                </button>
              )}
              {selectedCount > 0 && (
                <button type="button" onClick={() => change({ selected: {} })}>
                  Remove all filters
                </button>
              )}
              <p>If a vendor is not in this directory, it has not been researched yet. It may or may not sign a BAA.</p>
            </div>
          )}
          {total > limit && (
            <button type="button" className="more" onClick={() => setLimit(limit + PAGE_SIZE)}>
              Show {Math.min(PAGE_SIZE, total - limit)} more
            </button>
          )}
        </section>
      </div>
    </>
  );
};
