// The list of all vendors with its search index, loaded once.
import { useEffect, useState } from "react";
import { createSearch } from "../search.js";

let promise;

export const loadList = () => {
  promise ??= fetch("/list.json")
    .then((response) => {
      if (!response.ok) throw new Error(`list.json: ${response.status}`);
      return response.json();
    })
    .then((vendors) => ({ vendors, search: createSearch(vendors) }))
    .catch((error) => {
      promise = undefined;
      throw error;
    });
  return promise;
};

/** The list, or `null` until it is loaded, and whether loading failed. */
export const useList = () => {
  const [state, setState] = useState({ list: null, hasFailed: false });
  useEffect(() => {
    let isCurrent = true;
    loadList().then(
      (list) => isCurrent && setState({ list, hasFailed: false }),
      () => isCurrent && setState({ list: null, hasFailed: true }),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return state;
};
