// node e2e/commands/screens.mjs [--out DIR | --readme FILE]: pictures of every screen, or the one of the README.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The pictures need Node 24 or newer, this is ${process.version}. Start them with: npx node e2e/commands/screens.mjs`);
  process.exit(1);
}
const { runScreensCommand } = await import("../stories/driver/screens.ts");
process.exitCode = await runScreensCommand(process.argv.slice(2));
