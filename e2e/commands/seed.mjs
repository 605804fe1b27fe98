// npm run seed: checks Node (the sources are TypeScript that Node 24 runs as it is), then makes a case folder from anybody's files.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The seed command needs Node 24 or newer, this is ${process.version}. Start it with: npm run seed`);
  process.exit(1);
}
const { runSeedCommand } = await import("../service/seed-command.ts");
process.exitCode = runSeedCommand(process.argv.slice(2));
