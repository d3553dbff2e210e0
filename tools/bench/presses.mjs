// Generates key presses: names and aliases of a list, typed letter by letter, every second one with a typing error. The
// pseudo-random generator has a fixed seed, so that the same list gives the same key presses.
const random = (seed) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

export const presses = (vendors, texts) => {
  const next = random(4);
  const below = (limit) => Math.floor(next() * limit);
  const typed = Array.from({ length: texts }, (_, number) => {
    const vendor = vendors[below(vendors.length)];
    const names = [vendor.name, ...vendor.aliases];
    const letters = [...names[below(names.length)]];
    if (number % 2 === 1 && letters.length > 4) {
      const at = 1 + below(letters.length - 2);
      const errors = [
        () => letters.splice(at, 1),
        () => letters.splice(at, 0, "e"),
        () => letters.splice(at, 1, "e"),
        () => letters.splice(at, 2, letters[at + 1], letters[at]),
      ];
      errors[below(errors.length)]();
    }
    return letters;
  });
  return typed.flatMap((letters) => letters.map((_, at) => letters.slice(0, at + 1).join("")));
};
