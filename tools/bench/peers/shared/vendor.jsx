import { Fragment } from "react";
import { Link } from "../link.jsx";
import { Badge, Badges } from "./badges.jsx";
import { CompareButton } from "./compare-button.jsx";
import { categoryLabel } from "./filters.js";
import { SearchBox } from "./search-box.jsx";
import { badges, describeDate, joinNames, plansTerm } from "./verdict.js";

const withoutScheme = (url) => url.replace(/^https:\/\//, "").replace(/\/$/, "");

const ExternalLink = ({ href, children }) => (
  <a className="out" href={href} rel="noopener noreferrer nofollow">
    {children}
  </a>
);

const Header = ({ record }) => (
  <header className="vendor-header">
    <p className="breadcrumb">
      <a href={`/categories/${record.category}/`}>{categoryLabel(record.category)}</a>
    </p>
    <h1 tabIndex={-1}>Is {record.name} HIPAA compliant?</h1>
    <Badges vendor={record} />
    <p className="evidence">
      BAA answer: <strong>{record.evidence}</strong> (confidence: {record.confidence}) · last verified{" "}
      <time dateTime={record.last_verified}>{describeDate(record.last_verified)}</time> ·{" "}
      <a href="#sources">{record.sources.length === 1 ? "1 source" : `${record.sources.length} sources`}</a>
    </p>
    <p className="website">
      <ExternalLink href={record.website}>{new URL(record.website).host}</ExternalLink>
    </p>
  </header>
);

const SECTION_NAMES = { baa: "BAA", phi: "PHI eligibility", soc2: "SOC 2", notes: "Notes" };
const MORE_SECTIONS = { request: "Getting the BAA", questions: "Questions", alternatives: "Alternatives", sources: "Sources" };

const Summary = ({ record }) => {
  const sections = record.sections.map(({ id }) => [id, SECTION_NAMES[id]]);
  return (
    <section className="vendor-summary no-print" aria-label="Summary">
      <div>
        <div className="beside" aria-hidden="true">
          <p>
            <strong>{record.name}</strong>
          </p>
          <Badges vendor={record} />
          <p className="evidence">
            Confidence: {record.confidence} · last verified {describeDate(record.last_verified)}
          </p>
        </div>
        <p className="actions">
          <CompareButton slug={record.slug} name={record.name} />{" "}
          <a className="register-link no-print" href="/register/" aria-label={`Add to my register: ${record.name}`}>
            Add to my register
          </a>
        </p>
        <nav className="beside" aria-label="On this page">
          <ul>
            {[...sections, ...Object.entries(MORE_SECTIONS)].map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </section>
  );
};

const Facts = ({ facts }) =>
  facts.length > 0 && (
    <dl className="facts">
      {facts.flatMap(({ term, values }) => [
        <dt key={term}>{term}</dt>,
        <dd key={`${term} values`}>
          {values.length === 1 ? (
            values[0]
          ) : (
            <ul>
              {values.map((value) => (
                <li key={value}>{value}</li>
              ))}
            </ul>
          )}
        </dd>,
      ])}
    </dl>
  );

const Section = ({ section: { id, heading, answer, paragraphs, facts } }) => (
  <section className={id === "baa" ? "verdict" : undefined} aria-labelledby={id}>
    <h2 id={id}>{heading}</h2>
    {answer && (
      <p className="answer">
        <strong>{answer[0]}</strong> {answer[1]}
      </p>
    )}
    {paragraphs.map((paragraph) => (
      <p key={paragraph}>{paragraph}</p>
    ))}
    <Facts facts={facts} />
  </section>
);

const Alternative = ({ vendor }) => {
  const [baa, phi] = badges(vendor);
  return (
    <li>
      <Link href={`/vendors/${vendor.slug}/`}>{vendor.name}</Link> <Badge {...baa} /> <Badge {...phi} />{" "}
      <CompareButton slug={vendor.slug} name={vendor.name} />{" "}
      <span className="listing-evidence">
        Last verified {describeDate(vendor.last_verified)} · confidence: {vendor.confidence}
        {vendor.plans.length > 0 && ` · ${plansTerm(vendor)}: ${joinNames(vendor.plans)}`}
      </span>
    </li>
  );
};

/** The page of a vendor. */
export const Vendor = ({ record }) => {
  const { name, category, last_verified, confidence, steps, questions, alternatives, sources } = record;
  return (
    <article className="vendor">
      <Header record={record} />
      <Summary record={record} />
      {record.sections.map((section) => (
        <Section key={section.id} section={section} />
      ))}
      <section className="verified" aria-label="Verification">
        <p>
          Last verified <time dateTime={last_verified}>{describeDate(last_verified)}</time> · confidence: <strong>{confidence}</strong>
        </p>
        <p className="confidence">{record.confidence_text}</p>
        <p>Plans and terms change without notice: confirm with {name} before you rely on this answer.</p>
      </section>
      <section className="request" aria-labelledby="request">
        <h2 id="request">How to request and sign a BAA with {name}</h2>
        <ol className="steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <section className="questions" aria-labelledby="questions">
        <h2 id="questions">Frequently asked questions</h2>
        {questions.map(({ question, answer }) => (
          <Fragment key={question}>
            <h3>{question}</h3>
            <p>{answer}</p>
          </Fragment>
        ))}
      </section>
      <section className="alternatives" aria-labelledby="alternatives">
        <h2 id="alternatives">Alternatives to {name}</h2>
        <ul className="alternative-list">
          {alternatives.map((vendor) => (
            <Alternative key={vendor.slug} vendor={vendor} />
          ))}
        </ul>
        <p>
          <a href={`/categories/${category}/`}>All vendors in {categoryLabel(category)}</a>
        </p>
      </section>
      <section aria-labelledby="sources">
        <h2 id="sources">Sources</h2>
        <ol className="sources">
          {sources.map(({ url, supports, line }) => (
            <li key={url}>
              {supports} <span className="source-facts">{line}</span>{" "}
              <span className="source-link">
                <ExternalLink href={url}>{withoutScheme(url)}</ExternalLink>
              </span>
            </li>
          ))}
        </ol>
      </section>
      <p className="disclaimer">
        This page is cited public information, not legal or compliance advice. Confirm every answer with {name} before
        you rely on it, and consult your legal counsel.
      </p>
      <h2 className="check-another">Check another vendor</h2>
      <SearchBox />
    </article>
  );
};
