import { Vendor } from "../../../generated/vendor.jsx";
import { readList, readRecord } from "../../../records.js";

export const dynamicParams = false;

export const generateStaticParams = () => readList().map(({ slug }) => ({ slug }));

export const generateMetadata = async ({ params }) => {
  const { name } = readRecord((await params).slug);
  return { title: `Is ${name} HIPAA compliant? BAA and PHI | Countersign` };
};

export default async function VendorPage({ params }) {
  return <Vendor record={readRecord((await params).slug)} />;
}
