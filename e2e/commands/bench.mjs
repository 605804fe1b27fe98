// npm run bench -- AREA [--check] [--json FILE]
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The bench needs Node 24 or newer, this is ${process.version}. Start it with: npm run bench`);
  process.exit(1);
}
const { runBenchCommand } = await import("../bench/bench-command.ts");
process.exitCode = await runBenchCommand(process.argv.slice(2));
