import "../generated/main.css";
import { Shell } from "../generated/shell.jsx";

export const metadata = {
  title: "Who signs a HIPAA BAA? | Countersign",
  description: "Which software vendors sign a HIPAA Business Associate Agreement (BAA), on which plans, and for which data, with sources.",
  icons: "/icon.svg",
};
export const viewport = { colorScheme: "light dark" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <Shell>{children}</Shell>
      </body>
    </html>
  );
}
