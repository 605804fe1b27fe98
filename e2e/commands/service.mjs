// npm run service: checks Node (the sources are TypeScript that Node 24 runs as it is), then starts the reference service.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The reference service needs Node 24 or newer, this is ${process.version}. Start it with: npm run service`);
  process.exit(1);
}
const { runServiceCommand } = await import("../service/service-command.ts");
process.exitCode = await runServiceCommand(process.argv.slice(2));
