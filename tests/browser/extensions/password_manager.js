// Wraps every field, puts an icon next to it, adds attributes, and fills in an email address.
const decorate = () => {
  for (const field of document.querySelectorAll("input:not([data-managed])")) {
    field.setAttribute("data-managed", "");
    field.setAttribute("data-form-type", "other");
    const [wrapper, icon] = [document.createElement("span"), document.createElement("span")];
    icon.attachShadow({ mode: "closed" }).append("key");
    field.replaceWith(wrapper);
    wrapper.append(field, icon);
    if (field.type === "email") {
      field.value = "office@clinic.example";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
};
addEventListener("DOMContentLoaded", () => {
  decorate();
  new MutationObserver(decorate).observe(document.body, { childList: true, subtree: true });
});
