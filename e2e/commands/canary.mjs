// npm run canary -- DIR: searches a run's data folder for words that must not be readable there.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The search needs Node 24 or newer, this is ${process.version}. Start it with: npm run canary -- DIR`);
  process.exit(1);
}
const { runCanaryCommand } = await import("../support/canary.ts");
process.exitCode = await runCanaryCommand(process.argv.slice(2));
