import { createRoot } from "react-dom/client";
import { Home } from "./generated/home.jsx";
import { loadList } from "./generated/list.js";
import "./generated/main.css";
import { Shell } from "./generated/shell.jsx";
import { usePath } from "./link.jsx";
import { VendorPage, loadRecord } from "./vendor-page.jsx";

const slugOf = (path) => /^\/vendors\/([\w-]+)\/?$/.exec(path)?.[1];

const App = () => {
  const slug = slugOf(usePath());
  return <Shell>{slug ? <VendorPage key={slug} slug={slug} /> : <Home />}</Shell>;
};

// The requests begin before the first render. The components that need the data report errors.
loadList().catch(() => {});
const slug = slugOf(location.pathname);
if (slug) loadRecord(slug).catch(() => {});

createRoot(document.getElementById("root")).render(<App />);
