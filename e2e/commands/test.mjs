// npm test: the checks, then everything that needs a service, a built page or a window.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The tests need Node 24 or newer, this is ${process.version}. Start them with: npm test`);
  process.exit(1);
}
const { runTests } = await import("../support/checks.ts");
process.exitCode = await runTests(process.argv.slice(2));
