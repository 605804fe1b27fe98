// npm run check: everything fast — types, lint, format, walls, dead code, unit tests.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The checks need Node 24 or newer, this is ${process.version}. Start them with: npm run check`);
  process.exit(1);
}
const { runChecks } = await import("../support/checks.ts");
process.exitCode = await runChecks(process.argv.slice(2));
