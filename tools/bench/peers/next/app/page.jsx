import { preload } from "react-dom";
import { PAGE_SIZE, filterVendors } from "../generated/filters.js";
import { Home } from "../generated/home.jsx";
import { readList } from "../records.js";

export default function HomePage() {
  preload("/list.json", { as: "fetch", crossOrigin: "anonymous" });
  const results = filterVendors(readList(), {});
  return <Home initial={{ ...results, vendors: results.vendors.slice(0, PAGE_SIZE) }} />;
}
