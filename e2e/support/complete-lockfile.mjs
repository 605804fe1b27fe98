// npm leaves entries of other platforms out of the lockfile when the registry does not show them;
// `npm ci` then refuses the file. Run this after each `npm install`: it adds the missing entries.
import fs from "node:fs";

const OS = ["win32", "darwin", "linux", "android", "freebsd", "openharmony", "sunos", "netbsd", "openbsd", "aix"];
const CPU = ["x64", "arm64", "ia32", "arm", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "wasm32"];
const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(fs.readFileSync(file, "utf8"));

/** The entry that Node would resolve `name` to from folder `from`: the nearest node_modules upwards. */
function resolved(from, name) {
  for (let folder = from; ; folder = folder.includes("/node_modules/") ? folder.slice(0, folder.lastIndexOf("/node_modules/")) : "") {
    const entry = lock.packages[`${folder ? `${folder}/` : ""}node_modules/${name}`];
    if (entry || !folder) return entry;
  }
}

function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = OS.find((word) => words.includes(word));
  const cpu = CPU.find((word) => words.includes(word));
  if (!os || !cpu) throw new Error(`cannot tell the platform of ${name}`);
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : words.some((word) => word.startsWith("gnu")) ? "glibc" : undefined;
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

const added = [];
for (const [at, pkg] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (!/^\d/.test(version)) continue;
    const found = resolved(at, name);
    if (found?.version === version) continue;
    // another version is hoisted: this one is nested below its owner
    const place = found ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    lock.packages[place] = { version, ...platformOf(name), ...(pkg.dev ? { dev: true } : {}), optional: true };
    added.push(`${name}@${version}`);
  }
}
const { "": root, ...rest } = lock.packages;
lock.packages = { "": root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, "en"))) };
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} entries added`);
