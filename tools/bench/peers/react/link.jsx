// Navigation within the app.
import { useSyncExternalStore } from "react";

const subscribe = (onChange) => {
  addEventListener("popstate", onChange);
  return () => removeEventListener("popstate", onChange);
};

export const usePath = () => useSyncExternalStore(subscribe, () => location.pathname);

const navigate = (url) => {
  history.pushState(null, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
  scrollTo(0, 0);
};

export const useNavigate = () => navigate;

export const Link = ({ href, children, ...attributes }) => {
  const onClick = (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={onClick} {...attributes}>
      {children}
    </a>
  );
};
