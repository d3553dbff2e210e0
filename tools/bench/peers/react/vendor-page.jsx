import { useEffect, useState } from "react";
import { Vendor } from "./generated/vendor.jsx";

const records = new Map();

export const loadRecord = (slug) => {
  if (!records.has(slug)) {
    const record = fetch(`/vendors/${slug}.json`).then((response) => {
      if (!response.ok) throw new Error(`${slug}: ${response.status}`);
      return response.json();
    });
    records.set(slug, record);
    record.catch(() => records.delete(slug));
  }
  return records.get(slug);
};

export const VendorPage = ({ slug }) => {
  const [record, setRecord] = useState(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    loadRecord(slug).then(setRecord, () => setHasFailed(true));
  }, [slug]);
  if (hasFailed) return <h1>We couldn't load this page</h1>;
  if (!record) return <p className="pending">Loading…</p>;
  return (
    <>
      <title>{`Is ${record.name} HIPAA compliant? BAA and PHI | Countersign`}</title>
      <Vendor record={record} />
    </>
  );
};
