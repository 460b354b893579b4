// Where one is, kept in the address: who one acts as, which place is open, so that a reload comes back to it.

export function here(name: string): string {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? "";
}

export function go(places: Record<string, string>): void {
  const all = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(places)) {
    if (value) {
      all.set(name, value);
    } else {
      all.delete(name);
    }
  }
  history.replaceState(null, "", `#${all}`);
}
