// npm run ids: which requirement is named by which tests.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`This needs Node 24 or newer, this is ${process.version}. Start it with: npm run ids`);
  process.exit(1);
}
const { runIdsCommand } = await import("../support/ids.ts");
process.exitCode = runIdsCommand();
