// npm run demo: checks Node (the sources are TypeScript that Node 24 runs as it is), then runs the story through the real window.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The demo needs Node 24 or newer, this is ${process.version}. Start it with: npm run demo`);
  process.exit(1);
}
const { runDemoCommand } = await import("../stories/driver/demo-command.ts");
process.exitCode = await runDemoCommand(process.argv.slice(2));
