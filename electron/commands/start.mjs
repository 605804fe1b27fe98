import module from "node:module";
import { fileURLToPath } from "node:url";

// Entry of `npm start`: this file is plain JavaScript, so that an old Node can say what is wrong.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(`Overread needs Node 24 or newer; this is ${process.versions.node}. Run it with npm (npm start), which brings its own.`);
  process.exit(1);
}
// what Node makes of the sources is kept, so that the next start is quicker; its children take the folder from the environment
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../../.cache/compile", import.meta.url));
module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
const { start } = await import("./start.ts");
process.exitCode = await start(process.argv.slice(2));
