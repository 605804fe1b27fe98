// node e2e/commands/screens.mjs [--out DIR]: pictures of every screen in both themes and sizes (Node 24 runs the sources as they are).
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The pictures need Node 24 or newer, this is ${process.version}. Start them with: npx node e2e/commands/screens.mjs`);
  process.exit(1);
}
const { runScreensCommand } = await import("../stories/driver/screens.ts");
process.exitCode = await runScreensCommand(process.argv.slice(2));
