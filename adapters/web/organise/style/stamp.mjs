// Says from what the style was compiled, so that a test can tell whether it still is.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const hash = createHash("sha256");
for (const name of ["organise.scss", "package-lock.json"]) hash.update(readFileSync(name));
writeFileSync("stamp.txt", `${hash.digest("hex")}\n`);
