// What all pages have in common: the icons, the header, and the footer.
import { Link } from "../link.jsx";
import site from "./site.json";

const ICONS = {
  yes: "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.9 6.2-4.4 5.2a1 1 0 0 1-1.5 0L4 9.3l1.4-1.3 1.3 1.5 3.7-4.5Z",
  depends: "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2v12A6 6 0 0 1 8 2Z",
  no: "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.5 10.1-1.4 1.4L8 9.4l-2.1 2.1-1.4-1.4L6.6 8 4.5 5.9l1.4-1.4L8 6.6l2.1-2.1 1.4 1.4L9.4 8Z",
  "not-stated": "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM4.5 7v2h7V7Z",
};
const LOGO =
  "M4 2h16a2 2 0 0 1 2 2v9c0 5-4.5 8-10 9.5C6.5 21 2 18 2 13V4a2 2 0 0 1 2-2Zm6.7 14.3 7-7.6-1.7-1.6-5.3 5.8-2.7-2.7L6.4 12Z";
const CATEGORIES = site.facets.find(({ key }) => key === "category").options;

export const Shell = ({ children }) => (
  <>
    <svg width="0" height="0" className="icons" aria-hidden="true">
      {Object.entries(ICONS).map(([name, path]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
          <path d={path} />
        </symbol>
      ))}
      <symbol id="icon-logo" viewBox="0 0 24 24">
        <path d={LOGO} />
      </symbol>
    </svg>
    <a className="skip-link" href="#main">
      Skip to content
    </a>
    <header className="site-header">
      <Link className="site-name" href="/">
        <svg className="logo" aria-hidden="true">
          <use href="#icon-logo" />
        </svg>
        Countersign
      </Link>
      <nav aria-label="Main">
        <Link href="/">Search</Link>
        <a href="/check/">Stack check</a>
        <a className="wide-only" href="/register/">
          Register
        </a>
        <a href="/compare/">Compare</a>
        <a href="/changes/">Changes</a>
        <a href="/about/">About</a>
      </nav>
    </header>
    <main id="main" tabIndex={-1}>
      {children}
    </main>
    <footer className="site-footer">
      <nav aria-labelledby="browse-categories">
        <h2 id="browse-categories">Browse by category</h2>
        <ul className="category-links">
          {CATEGORIES.map(({ key, label }) => (
            <li key={key}>
              <a href={`/categories/${key}/`}>{label}</a>
            </li>
          ))}
        </ul>
      </nav>
      <p>
        {site.total} vendors. Published {site.published}. Records are licensed under{" "}
        <a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer">
          CC BY 4.0
        </a>
        . <a href="/api/">Download the data</a>. <a href="/register/">Business associate register</a>.
      </p>
      <p>Cited public information, not legal or compliance advice. Confirm with the vendor before you store PHI.</p>
    </footer>
  </>
);
